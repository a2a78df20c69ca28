// The log of the page: deflated, in base64; JSON first, then columns of whole numbers (see columns.py and document.py).

export async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(whole.buffer).getUint32(0, true);
  const said = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length)));
  let at = 4 + length;
  for (const one of said.organizations) {
    one.columns = {};
    for (const head of one.heads) {
      one.columns[head.name] = column(whole, at, head);
      at += head.count * head.bytes;
    }
  }
  said.cases = said.cases === "" ? [] : said.cases.split("\n");
  return said;
}

function column(whole, at, head) {
  const found = new Int32Array(head.count);
  let before = 0;
  for (let k = 0; k < head.count; k++) {
    let folded = 0;
    for (let plane = head.bytes - 1; plane >= 0; plane--) folded = folded * 256 + whole[at + plane * head.count + k];
    const value = folded % 2 ? -(folded + 1) / 2 : folded / 2;
    before = head.differences ? before + value : value;
    found[k] = before;
  }
  return found;
}
