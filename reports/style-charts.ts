// The part of the style sheet that dresses the charts: lines, marks and letters, by class.

/** Classes that the charts use. Marks that are pale for their background have an outline. */
export const CHART_STYLE = `
figure{margin:0 0 36px}
figcaption{margin:0 0 10px;max-width:60em}
.chart{overflow-x:auto;overflow-y:hidden;position:relative}
.chart svg{display:block;font-size:12px;font-family:inherit}
svg text{fill:var(--ink);font-variant-numeric:tabular-nums}
svg .tick{fill:var(--muted)}
svg .strong,svg .value{font-weight:650}
svg .inside{fill:var(--inside);font-weight:600;font-size:12px}
svg path{fill:none}
svg .grid{stroke:var(--line)}
svg .axis{stroke:var(--strong);stroke-width:1}
svg .window{fill:var(--band)}
svg .deadline{stroke:var(--ink);stroke-width:1.5}
svg .cursor{stroke:var(--strong);stroke-dasharray:2 3}
svg .whisker{stroke:var(--muted)}
svg .line{stroke-width:2;stroke-linejoin:round}
svg .line.run{stroke:var(--ok)}
svg .line.base{stroke:var(--muted);stroke-dasharray:5 4;stroke-width:1.75}
svg .pareto{stroke:var(--ok);stroke-width:1.5;stroke-dasharray:4 3}
svg .mark.full{fill:var(--ok)}
svg .mark.hollow{fill:var(--paper);stroke:var(--strong);stroke-width:1.5}
svg .swing-down{fill:var(--ok)}svg .swing-up{fill:var(--c-export)}
svg .leader{stroke:var(--strong);stroke-width:.75}
svg .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
svg .border{stroke:var(--ink);stroke-width:1.25}
svg .chosen{stroke:var(--ink);stroke-width:2.5}
svg .hatch{stroke:var(--strong);stroke-width:1.5}
svg .no-data{fill:url(#no-data);stroke:var(--strong);stroke-width:.5}
svg .boot{fill:url(#boot);stroke:var(--strong);stroke-width:.5}
svg .c-read{fill:var(--c-read)}svg .c-engine{fill:var(--c-engine)}svg .c-export{fill:var(--c-export)}
svg .c-storage{fill:var(--c-storage)}svg .c-requests{fill:var(--c-requests)}svg .c-other{fill:var(--c-other)}
svg .s-ok{fill:var(--ok)}svg .s-failed{fill:var(--failed)}svg .s-late{fill:var(--late);stroke:var(--outline);stroke-width:1}
svg .s-missed{fill:var(--missed-cell);stroke:var(--missed);stroke-width:1.5}svg .s-skipped{fill:var(--skipped)}
svg .cell.s-ok{fill:var(--ok-cell)}svg .cell.s-failed{fill:var(--failed-cell)}svg .cell.s-late{fill:var(--late-cell);stroke:none}
svg .cell.s-missed{fill:var(--missed-cell);stroke:var(--strong);stroke-width:1}svg .cell.s-skipped{fill:var(--skipped-cell)}
svg .bar.s-late,svg .dense.s-late{stroke-width:.75}
svg .bar.s-missed,svg .dense.s-missed{stroke-width:1;stroke-dasharray:3 2}
svg .dense{opacity:.75}
svg .bar.s-failed,svg .dense.s-failed{fill:url(#failure);stroke:var(--failed);stroke-width:1}
svg .hatch.bad{stroke:var(--failed);stroke-width:3}
svg .lease-open{fill:url(#lease);stroke:var(--failed);stroke-width:.75}
svg .ghost{stroke:var(--ink);stroke-dasharray:2 2;stroke-width:.75}
svg .retry-disc{fill:var(--paper)}svg .retry{stroke:var(--ink);stroke-width:1.5}
svg .quota{stroke:var(--failed);stroke-width:1.5;stroke-dasharray:8 3}
svg .boost{fill:var(--boost)}
svg .many{fill:var(--ok-cell);stroke:var(--ok)}
svg .boost-area{fill:var(--boost);opacity:.18}
svg .boost-line{stroke:var(--boost);stroke-width:1.75}
svg .own{stroke:var(--muted);stroke-dasharray:3 3}
svg .consumed{stroke:var(--ok);stroke-width:1.5}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;font-size:.8125rem;color:var(--muted);margin:8px 0 0}
.legend>span{display:inline-flex;gap:6px;align-items:baseline}
.legend i{font-style:normal;color:var(--ink)}
i.s-ok{color:var(--ok)}i.s-failed{color:var(--failed)}i.s-late{color:var(--late);-webkit-text-stroke:.5px var(--outline)}
i.c-read{color:var(--c-read)}i.c-engine{color:var(--c-engine)}i.c-export{color:var(--c-export)}i.c-storage{color:var(--c-storage)}i.c-requests{color:var(--c-requests)}i.c-other{color:var(--c-other)}
i.plan{border:1px dashed var(--ink);width:16px;height:10px;align-self:center}i.boost-line{color:var(--boost)}i.consumed{color:var(--ok)}
.chart[role=slider]{border-radius:4px}`;
