// Search: one spelling for width, case and glyphs, and the hits marked in what is shown.

const GLYPHS = new Map();
{
  const signs = Array.from(DATA.glyphs);
  for (let i = 0; i + 1 < signs.length; i += 2) GLYPHS.set(signs[i], signs[i + 1]);
}

/** Text as a search compares it: width, case, and traditional or look-alike glyphs made one. */
function fold(text) {
  let folded = '';
  for (const sign of String(text).normalize('NFKC').toLowerCase()) folded += GLYPHS.get(sign) || sign;
  return folded;
}

/** Whether every word of the query stands in the folded text. */
function matches(folded, query) {
  return fold(query).split(/\s+/).every((word) => folded.includes(word));
}


/** Folded text, and where in the written text the sign behind each folded sign begins and ends. */
function foldPlaces(text) {
  const found = { folded: '', starts: [], ends: [] };
  let at = 0;
  for (const sign of text) {
    for (const part of fold(sign)) {
      found.folded += part;
      for (let i = 0; i < part.length; i += 1) {
        found.starts.push(at);
        found.ends.push(at + sign.length);
      }
    }
    at += sign.length;
  }
  return found;
}

/** Where the words of a query stand in a text: [start, end], in order, none overlapping. */
function findHits(text, query) {
  const words = fold(query).split(/\s+/).filter((word) => word);
  const whole = fold(text);
  if (!words.some((word) => whole.includes(word))) return [];
  const { folded, starts, ends } = foldPlaces(text);
  const hits = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      hits.push([starts[at], ends[at + word.length - 1]]);
    }
  }
  hits.sort(([x], [y]) => x - y);
  return hits.reduce((joined, [start, end]) => {
    const last = joined[joined.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
    return joined;
  }, []);
}

/** Mark the hits of a query in an element, its text untouched. */
function markHits(node, query) {
  const hits = query ? findHits(node.textContent, query) : [];
  if (!hits.length) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  let from = 0;
  for (const text of texts) {
    const to = from + text.length;
    const own = hits.filter(([start, end]) => start < to && end > from)
      .map(([start, end]) => [Math.max(start, from) - from, Math.min(end, to) - from]);
    if (own.length) text.replaceWith(...markPieces(text.data, own));
    from = to;
  }
}

function markPieces(text, hits) {
  const pieces = [];
  let from = 0;
  for (const [start, end] of hits) {
    pieces.push(text.slice(from, start), el('mark', null, text.slice(start, end)));
    from = end;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== '');
}
