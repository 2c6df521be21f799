// Asks how far an import is, and loads the page anew when it has ended.
const progress = document.querySelector("[data-import-progress]");
const SECONDS = 2;

async function ask() {
  const response = await fetch(progress.dataset.importProgress, {
    headers: { "X-Requested-With": "XMLHttpRequest" },
  });
  if (!response.ok) return;
  progress.innerHTML = await response.text();
  if (!progress.querySelector("[data-pending]")) window.location.reload();
}

if (progress) {
  // A server that is away for a moment is asked again.
  setInterval(() => ask().catch(() => {}), SECONDS * 1000);
}
