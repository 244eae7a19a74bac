/** d3-node 4 ships no types: these are of the part that is used here, read from its src/index.js. */
declare module 'd3-node' {
  import type * as d3 from 'd3';

  export class D3Node {
    constructor(options?: { readonly d3Module?: typeof d3; readonly selector?: string; readonly container?: string });
    readonly d3: typeof d3;
    /** The whole document as HTML. */
    html(): string;
  }
}
