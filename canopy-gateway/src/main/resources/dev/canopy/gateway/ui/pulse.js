// What pages do while they are shown.

/** Says something to who does not look. */
export function tell(text) {
  document.getElementById('told').textContent = text;
}

/** Calls again and again until the page is left; slower while nobody looks at it. */
export async function again(signal, millis, work) {
  while (!signal.aborted) {
    try {
      await work();
    } catch (failure) {
      if (failure.name !== 'AbortError') tell(failure.message);
    }
    await new Promise((done) => setTimeout(done, document.hidden ? millis * 5 : millis));
  }
}
