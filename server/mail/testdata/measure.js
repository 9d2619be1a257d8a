// measure tells what a reader of this mail meets: see measured in looks_test.go.
(() => {
  const parse = c => c.match(/[\d.]+/g).map(Number);
  const over = (top, below) => {
    const a = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map(i => top[i] * a + below[i] * (1 - a));
  };
  const ground = e => {
    const layers = [];
    for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const light = c => {
    const [r, g, b] = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [hi, lo] = [light(a), light(b)].sort((x, y) => y - x);
    return (hi + 0.05) / (lo + 0.05);
  };
  const seen = e => {
    const r = e.getBoundingClientRect();
    return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility === "visible";
  };
  const out = {
    lang: document.documentElement.lang,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    buttons: [], bare: [], preview: "", faint: [], small: [], cut: [],
    fetched: performance.getEntriesByType("resource").filter(r => !r.name.endsWith("/favicon.ico")).length,
    images: document.images.length,
    dark: light(ground(document.body)) < 0.1,
  };
  const hidden = [...document.body.children].find(e => getComputedStyle(e).display === "none");
  if (hidden) out.preview = hidden.textContent;
  for (const a of document.querySelectorAll("a")) {
    if (!seen(a)) continue;
    const r = a.getBoundingClientRect();
    if (a.textContent === a.href) out.bare.push(a.href);
    else out.buttons.push({href: a.href, width: r.width, height: r.height});
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (!n.textContent.trim() || !seen(e)) continue;
    const style = getComputedStyle(e);
    const ratio = contrast(over(parse(style.color), ground(e)), ground(e));
    if (ratio < 4.5) out.faint.push(n.textContent.trim().slice(0, 40) + " " + ratio.toFixed(2));
    if (parseFloat(style.fontSize) < 12) out.small.push(n.textContent.trim().slice(0, 40));
    const range = document.createRange();
    range.selectNodeContents(n);
    if (range.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5) out.cut.push(n.textContent.trim().slice(0, 40));
  }
  return out;
})()
