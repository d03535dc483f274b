// Passkeys are offered where the browser knows them; one that was not used says what to do.
(() => {
  if (!window.PublicKeyCredential) return;
  for (const offer of document.querySelectorAll("[data-passkey]")) offer.hidden = false;
  for (const without of document.querySelectorAll("[data-without-passkey]")) without.hidden = true;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const failed = document.querySelector("[data-passkey-failed]");
    failed.hidden = false;
    failed.textContent = document.querySelector("[data-passkey-failure]").content.textContent;
  });
})();
