// The style sheet of the page. Its text is hashed into the policy of the page, so it holds nothing from the data.
// Contrast: text at least 4.5:1, marks at least 3:1 on their background, weaker fills carry an outline (WCAG 2.2, 1.4.3
// and 1.4.11).

import { CHART_STYLE } from './style-charts.js';

const LIGHT = `--paper:#fff;--ink:#1b1b1f;--muted:#5a5d65;--line:#e2e4e9;--strong:#8a8e98;--panel:#f5f6f8;--accent:#00598c;--soft:#e6f1f8;--band:#eef3f7;
--ok:#0072b2;--ok-cell:#cfe4f1;--failed:#d55e00;--failed-cell:#f9dcc8;--late:#e69f00;--late-cell:#fbe9c2;--missed:#1b1b1f;--missed-cell:#fff;--skipped:#6f6f6f;--skipped-cell:#e9e9eb;--boost:#b0568a;--outline:#1b1b1f;--inside:#fff;
--c-read:#0072b2;--c-engine:#b0568a;--c-export:#b06a00;--c-storage:#767676;--c-requests:#2c87b0;--c-other:#1b1b1f;color-scheme:light`;
const DARK = `--paper:#14161a;--ink:#e9e9ec;--muted:#a9adb6;--line:#2b2f37;--strong:#7d828d;--panel:#1c1f25;--accent:#7cc4ee;--soft:#18303f;--band:#1c232b;
--ok:#56b4e9;--ok-cell:#1d4059;--failed:#e8702a;--failed-cell:#542c12;--late:#e69f00;--late-cell:#4d3a0c;--missed:#f0e442;--missed-cell:#14161a;--skipped:#9a9a9a;--skipped-cell:#30333a;--boost:#cc79a7;--outline:#14161a;--inside:#0c1116;
--c-read:#56b4e9;--c-engine:#cc79a7;--c-export:#e69f00;--c-storage:#9a9a9a;--c-requests:#7fd3c4;--c-other:#e9e9ec;color-scheme:dark`;
const FORCED = `--paper:Canvas;--ink:CanvasText;--muted:CanvasText;--line:GrayText;--strong:CanvasText;--panel:Canvas;--accent:LinkText;--soft:Canvas;--band:Canvas;
--ok:CanvasText;--ok-cell:Canvas;--failed:CanvasText;--failed-cell:Canvas;--late:CanvasText;--late-cell:Canvas;--missed:CanvasText;--missed-cell:Canvas;--skipped:GrayText;--skipped-cell:Canvas;--boost:Highlight;--outline:CanvasText;--inside:Canvas;
--c-read:Highlight;--c-engine:CanvasText;--c-export:LinkText;--c-storage:GrayText;--c-requests:ButtonText;--c-other:CanvasText`;

const PAGE = `
*,*::before,*::after{box-sizing:border-box}
html{font:16px/1.5 Inter,"Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%;scroll-padding-top:64px}
body{margin:0}
header,nav,main,footer{max-width:1232px;margin:0 auto;padding:0 24px}
header{display:flex;align-items:baseline;gap:12px;padding-top:20px}
header p{margin:0}
.brand{font-weight:700;letter-spacing:-.01em}
.kind{color:var(--muted);font-size:.875rem}
.tools{margin-left:auto;display:flex;gap:8px}
h1{font-size:clamp(1.5rem,1.05rem + 1.7vw,2.25rem);line-height:1.22;letter-spacing:-.018em;font-weight:650;margin:0;max-width:30em;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.375rem;letter-spacing:-.01em;margin:0 0 16px;font-weight:650}
h3{font-size:1rem;margin:0 0 2px;font-weight:650;overflow-wrap:anywhere}
p{margin:0 0 8px}
section{padding:36px 0 8px;border-top:1px solid var(--line)}
@media (scripting:enabled){html:not(.complete) main>section:not(#verdict,#runs){content-visibility:auto;contain-intrinsic-size:auto 800px}}
#verdict{border:0;padding-top:28px}
.status{display:inline-flex;gap:8px;align-items:center;font-weight:650;margin:0 0 10px;font-size:.875rem;border:1px solid currentColor;border-radius:999px;padding:2px 12px}
.good .status{color:var(--accent)}
.warning .status{color:var(--ink);background:var(--late-cell)}
.bad .status{color:var(--ink);background:var(--failed-cell)}
.lead{font-size:1.0625rem;color:var(--muted);margin:10px 0 0}
dl{margin:0}dd{margin:0}
.figures{display:flex;flex-wrap:wrap;gap:1px;margin:26px 0 20px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.figures>div{flex:1 1 136px;background:var(--paper);padding:14px 16px}
.figures dt{font-size:.8125rem;color:var(--muted)}
.figures .value{font-size:1.375rem;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.01em;white-space:nowrap}
.note,small{font-size:.8125rem;color:var(--muted)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:2px 40px;font-size:.875rem;padding-bottom:20px}
.facts>div{display:flex;gap:12px;overflow-wrap:anywhere}
.facts dt{color:var(--muted);flex:0 0 72px}
nav{position:sticky;top:0;z-index:3;background:var(--paper);display:flex;align-items:center;gap:12px;padding-top:8px;padding-bottom:8px;border-bottom:1px solid var(--line)}
nav .views{display:flex;gap:4px;overflow-x:auto;margin-right:auto}
nav a{color:var(--muted);text-decoration:none;font-size:.875rem;padding:4px 8px;border-radius:6px}
nav a:hover{color:var(--ink);background:var(--panel)}
label,nav label{font-size:.875rem;color:var(--muted);display:inline-flex;align-items:center;gap:8px}
button,select,input{font:inherit;font-size:.875rem;color:var(--ink);background:var(--paper);border:1px solid var(--strong);border-radius:6px;min-height:32px;min-width:32px;padding:3px 10px;max-width:100%}
nav .choice{display:flex;align-items:center;gap:8px}
nav select{max-width:16em;text-overflow:ellipsis}
button:hover,select:hover{background:var(--panel)}
button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
div.bar{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:0 0 12px}
#q{flex:1 1 220px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px;z-index:9}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.875rem;width:100%}
caption{text-align:left;font-size:.8125rem;color:var(--muted);padding:0 0 8px}
th,td{padding:8px 9px;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400;text-align:left;white-space:nowrap}
.numbers td,.numbers thead th{text-align:right;font-variant-numeric:tabular-nums}
.numbers .first{text-align:left;position:sticky;left:0;background:var(--paper);z-index:1;white-space:normal;overflow-wrap:anywhere;min-width:188px}
thead th{white-space:normal;font-weight:600;font-size:.8125rem;border-bottom-color:var(--strong);vertical-align:bottom}
th small{display:block;font-weight:400}#ranking{font-size:.8125rem}#ranking tbody .first{min-width:270px}#ranking .first small{display:inline-block;margin-left:8px}
section>h3{margin:22px 0 8px}figcaption+.chart{margin-top:0}
tbody th{font-weight:600}
tr.best>*{background:var(--soft)!important}
.sorter{all:unset;cursor:pointer;display:inline-block;min-height:24px}.sorter:hover{text-decoration:underline}.sorter:focus-visible{outline:2px solid var(--accent)}
.sorter{position:relative}.sorter::after{content:"";position:absolute;right:-.85em}.grid-head .sorter::after{right:auto}
[aria-sort=ascending] .sorter::after{content:"\\2191"}[aria-sort=descending] .sorter::after{content:"\\2193"}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:8px 40px;font-size:.875rem;margin-bottom:20px}
ul{margin:4px 0 12px;padding-left:18px}li{margin:2px 0;overflow-wrap:anywhere}
details.data{margin-top:6px;font-size:.875rem}summary{cursor:pointer;color:var(--muted);min-height:24px;width:fit-content}
details .scroll{max-height:420px;overflow:auto}
.panel{background:var(--panel);border-radius:8px;padding:12px 16px;margin:12px 0;font-size:.875rem;min-height:48px}
.panel:empty{display:none}
.panel button{margin:2px 6px 2px 0}
.panel p{margin:0 0 6px}
.edited{font-weight:650;font-size:.875rem;margin:0 0 8px}.edited:empty{display:none}
#edited{border-color:var(--ink);background:var(--late-cell);font-weight:650;white-space:nowrap}
#prices h3{margin:2px 0}.sliders{display:grid;grid-template-columns:max-content minmax(120px,360px);gap:6px 16px;align-items:center;margin:10px 0}
.sliders label{justify-content:space-between;min-width:180px;color:var(--ink)}.sliders output{font-weight:650;font-variant-numeric:tabular-nums}
input[type=range]{padding:0;accent-color:var(--accent);border:0;background:none;width:100%}.answer{min-height:1.5em;font-size:.9375rem}
button:disabled{color:var(--muted);border-color:var(--line);cursor:default}
footer{color:var(--muted);font-size:.8125rem;padding-top:24px;padding-bottom:40px}
#tip{position:fixed;z-index:8;background:var(--ink);color:var(--paper);font-size:.8125rem;padding:6px 10px;border-radius:6px;max-width:min(340px,90vw);white-space:pre-line;pointer-events:none}
dialog{background:var(--paper);color:var(--ink);border:1px solid var(--strong);border-radius:8px;max-width:min(30rem,92vw)}
kbd{font:inherit;font-weight:650;border:1px solid var(--strong);border-radius:4px;padding:0 5px}
html:not(.live) .js{display:none!important}`;

const LIST = `
.grid-table{border:1px solid var(--line);border-radius:8px;overflow:auto;height:432px;position:relative;font-size:.875rem;contain:strict}
.grid-row{display:grid;grid-template-columns:minmax(220px,1fr) 116px 92px 76px 86px 94px 112px 112px 94px 92px;min-width:1094px;position:absolute;left:0;right:0;height:36px;align-items:center;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
.grid-row>*{padding:0 10px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;text-align:right}
.grid-row>:nth-child(2){text-align:left}.grid-row>:first-child{text-align:left;position:sticky;left:0;background:var(--paper);height:35px;line-height:35px}
.grid-head{position:sticky;top:0;background:var(--paper);z-index:2;height:40px;font-weight:600;font-size:.8125rem;border-bottom-color:var(--strong)}
.grid-row.chosen,.grid-row.chosen>:first-child{background:var(--soft)}
.grid-body{position:relative;min-width:1094px}
.grid-row.plain{cursor:pointer}
.tracks{display:flex;flex-wrap:wrap;gap:8px 24px;margin:8px 0}
.spark{display:block;max-width:100%}`;

const NARROW = `
@media (max-width:900px){nav{flex-wrap:wrap}}
@media (max-width:720px){.sliders{grid-template-columns:1fr}.sliders label{margin-top:4px}header,nav,main,footer{padding-left:16px;padding-right:16px}header{flex-wrap:wrap}.kind{display:none}nav{flex-wrap:wrap;position:static}nav .views{flex-wrap:wrap;width:100%}section{padding-top:28px}.numbers .first,#ranking tbody .first{min-width:112px;max-width:140px}#ranking .first small{display:block;margin:0}th,td{padding:7px 8px}.facts dt{flex-basis:64px}.facts{grid-template-columns:1fr}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (prefers-contrast:more){:root{--muted:var(--ink);--line:var(--strong)}}
@media print{@page{margin:14mm}html{font-size:11pt}header,nav,main,footer{max-width:none;padding-left:0;padding-right:0}nav,.tools,div.bar,#prices,#night-detail,details.data,#tables,#tables-title,#matches,#tip,.skip,#table-detail{display:none!important}figure,table,.figures,tr{break-inside:avoid}section{padding-top:18px}h2,h3{break-after:avoid}.chart svg{width:100%!important;height:auto!important}.scroll,.chart{overflow:visible!important}table{font-size:8pt}th,td{padding:4px 5px}.numbers .first{position:static;min-width:80px}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`;

/** All of it: colours for light, dark (by system or by choice), forced colours and print; then the page. */
export const STYLE = [
  `:root{${LIGHT}}`, `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}`, `:root[data-theme=dark]{${DARK}}`,
  PAGE, LIST, CHART_STYLE, NARROW, `@media print{:root,:root:not([data-theme=light]),:root[data-theme=dark]{${LIGHT}}}`, `@media (forced-colors:active){:root,:root:not([data-theme=light]),:root[data-theme=dark]{${FORCED}}}`,
].join('\n');
