import '@cohort-rl/viz-components/elements';
import './story/equation.ts';
import './page/demo-page.ts';
import { registerServiceWorker } from './offline/register-service-worker.ts';

registerServiceWorker();
