// Drawing in slices: between two of them the browser shows a frame and hears the reader.

const SLICES = [2, 12]; // milliseconds of drawing between two frames, at least and at most
const FRAME = 34; // a frame that takes longer to show asks for shorter slices
const AWAY = 200; // a page in the background shows no frames: it goes on after these milliseconds
let work = null; // what is being drawn: its steps and what follows the last of them

/** Take the steps of a generator one by one; `main` is busy until `then` has been called. */
function drawInSlices(steps, then) {
  work = { steps, then, slice: 2 * SLICES[0] };
  document.getElementById('main').setAttribute('aria-busy', 'true');
  drawSlice(work);
}

/**
 * Steps for a slice, then the rest after a frame; work that newer work has replaced is dropped.
 * What the browser then needs to lay the slice out tells how long the next may be.
 */
function drawSlice(own) {
  if (work !== own) return;
  const until = performance.now() + own.slice;
  while (performance.now() < until) {
    if (own.steps.next().done) { finishWork(own); return; }
  }
  const end = performance.now();
  afterFrame(() => {
    const factor = performance.now() - end > FRAME ? 0.5 : 1.5;
    own.slice = Math.min(SLICES[1], Math.max(SLICES[0], own.slice * factor));
    drawSlice(own);
  });
}

function finishWork(own) {
  work = null;
  own.then();
  if (!work) document.getElementById('main').setAttribute('aria-busy', 'false');
}

/** All that is left, at once: paper shows no later frame. */
function drawRest() {
  while (work) {
    const own = work;
    while (!own.steps.next().done);
    finishWork(own);
  }
}

function afterFrame(next) {
  let waits = true;
  const once = () => {
    if (waits) { waits = false; next(); }
  };
  window.requestAnimationFrame(() => window.setTimeout(once));
  window.setTimeout(once, AWAY);
}

/** The items one by one, each a step of its own. */
function* eachInTurn(items, take) {
  for (const item of items) {
    take(item);
    yield;
  }
}

/** The steps of several generators in turn, so that none waits for the others. */
function* alternate(...all) {
  let left = all;
  while (left.length) {
    left = left.filter((steps) => !steps.next().done);
    yield;
  }
}
