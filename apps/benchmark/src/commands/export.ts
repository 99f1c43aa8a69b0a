import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { ExportFiles } from '../export-run.ts';
import { printJson, printLine } from '../terminal.ts';

interface Flags extends ExportFiles {
  readonly best?: boolean;
  readonly json?: boolean;
}

/** `cohort export DIR`: a run for other tools. */
export function exportCommand(program: Command): Command {
  return program
    .command('export')
    .description("write a run's policy, parameters or metrics for other tools")
    .argument('<dir>', "a run's folder, as cohort train --out makes it")
    .option('--onnx <file>', 'the policy with its observation normaliser, as an ONNX model')
    .option('--safetensors <file>', 'the parameters of actor and critic')
    .option('--csv <file>', 'the metrics of every update')
    .option('--best', 'the best policy of the evaluations during training, not the last one')
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText(
      'after',
      `
The ONNX model takes observations as the environment gives them; docs/exports.md names its inputs and outputs.

Examples:
  cohort export runs/a --onnx policy.onnx
  cohort export runs/a --best --onnx best.onnx --safetensors best.safetensors
  cohort export runs/a --csv metrics.csv`,
    )
    .action(async (directory: string, { onnx, safetensors, csv, best = false, json }: Flags) => {
      const files = { ...(onnx !== undefined && { onnx }), ...(safetensors !== undefined && { safetensors }), ...(csv !== undefined && { csv }) };
      if (Object.keys(files).length === 0) throw new UsageError('missing what to export; expected at least one of --onnx, --safetensors, --csv');
      const { exportRun } = await import('../export-run.ts');
      await exportRun(directory, files, best);
      if (json) printJson({ folder: directory, policy: best ? 'best' : 'last', files });
      else for (const path of Object.values(files)) printLine(`wrote ${path}`);
    });
}
