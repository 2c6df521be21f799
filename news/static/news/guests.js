// The button that copies a guest's link; without a clipboard the words are selected.
const address = document.getElementById("guest-address-value");
const copied = document.getElementById("guest-copied");

async function copy() {
  address.select();
  try {
    await navigator.clipboard.writeText(address.value);
    copied.textContent = "已复制";
  } catch {
    copied.textContent = "请按 Ctrl+C 复制";
  }
}

document.getElementById("guest-copy").addEventListener("click", copy);
