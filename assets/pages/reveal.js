// Shows what was typed into the password field, on demand. Without scripts the
// button stays hidden and the page works all the same.
for (const button of document.querySelectorAll(".reveal")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const turn = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(input.type === "password"));
  // A shown password is sent, and offered to be remembered, as a password.
  input.form.addEventListener("submit", () => turn(false));
}
