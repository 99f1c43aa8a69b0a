import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { threeGroups } from '../elements/group-distribution/group-distribution.fixture.ts';
import type {} from './react.ts';

/** The groups of one rollout, or as many of them as the reader wants. */
function App() {
  const [numGroups, setNumGroups] = useState(3);
  const [told, setTold] = useState('');
  return (
    <StrictMode>
      <button onClick={() => setNumGroups(2)}>fewer</button>
      <output>{told}</output>
      <cohort-group-distribution
        className="groups"
        data={{ groups: threeGroups.groups.slice(0, numGroups) }}
        oncohort-view-change={({ detail }) => setTold(detail.view)}
      />
      {/* @ts-expect-error: no such view */}
      <cohort-group-distribution view="pie" hidden />
    </StrictMode>
  );
}

/** Renders the application; what it returns takes it away again. */
export function mount(place: Element): () => void {
  const root = createRoot(place);
  root.render(<App />);
  return () => root.unmount();
}
