/** The page's look: system fonts, both colour schemes, wide tables scroll in their own box. */
export const style = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #57606a; --line: #d5d9df; --page: #fff; --box: #f5f7f9; --accent: #0072b2; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e4e6ea; --quiet: #9aa4b0; --line: #3a414b; --page: #15181d; --box: #1e232a; --accent: #4ea3e0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
footer { padding-block: 1rem 3rem; color: var(--quiet); font-size: .875rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 2.5rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p { margin: .5rem 0; max-width: 70ch; }
.quiet { color: var(--quiet); }
.verdict { list-style: none; margin: 1rem 0; padding: .75rem 1rem; background: var(--box); border-left: 4px solid var(--accent); }
.verdict li { margin: .25rem 0; }
.caution { font-weight: 600; }
/* shadows at the edges that hide columns: those of the page's colour move with the table and cover them at its ends */
.scroll { overflow-x: auto; margin: 1rem 0; background: linear-gradient(90deg, var(--page) 50%, transparent) left / 2rem 100% local no-repeat, linear-gradient(270deg, var(--page) 50%, transparent) right / 2rem 100% local no-repeat, linear-gradient(90deg, var(--quiet), transparent) left / .75rem 100% scroll no-repeat, linear-gradient(270deg, var(--quiet), transparent) right / .75rem 100% scroll no-repeat; }
.hint { display: none; margin: 0 0 .25rem; color: var(--quiet); font-size: .875rem; font-weight: 400; }
@media screen and (max-width: 40rem) { .hint { display: block; } }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9375rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .375rem; }
caption span { display: block; position: sticky; left: 0; max-width: calc(100vw - 2.5rem); }
th, td { padding: .375rem .875rem .375rem 0; border-bottom: 1px solid var(--line); text-align: right; vertical-align: baseline; white-space: nowrap; }
th:first-child, .words th, .words td { text-align: left; }
.words th, .words td { white-space: normal; }
thead th { font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
figure { margin: 1.5rem 0; }
figcaption { font-size: .9375rem; margin-top: .25rem; }
figcaption strong { display: block; }
svg { display: block; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 2rem; }
pre { background: var(--box); padding: .75rem 1rem; overflow-x: auto; font-size: .875rem; }
code { font-family: ui-monospace, monospace; }
details { margin: 1rem 0; }
summary { cursor: pointer; }
`;
