// The door of an event: names found as one types, badges read by the camera, and no entry lost without a network: what
// is noted stays on the phone until the portal has answered. Without this script the page is a plain form.
const door = document.querySelector(".door");
const part = (name) => door.querySelector(`[data-${name}]`);
const words = part("words").dataset;
const STORE = `door-${door.dataset.link}`;
const SAME_BADGE = 4000;
const people = new Map();
let kept = [];
let isOver = false;
let isSending = false;

// What waits to be sent. Read anew each time: the same door may be open in two tabs.
const waiting = () => {
  try {
    kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
  } catch {}
  return kept;
};
const keep = (scans) => {
  kept = scans;
  try {
    localStorage.setItem(STORE, JSON.stringify(scans));
  } catch {}
};

const hours = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: door.dataset.zone });
const say = (text, kind) => {
  const told = part("told");
  told.className = `door__told door__told--${kind}`;
  told.textContent = text;
};
const told = (outcome, person) => words[outcome].replace("%(name)s", person.name).replace("%(hour)s", hours.format(person.at));
const fold = (text) => text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "");

// What the phone noted and the portal does not know yet holds on top of what the portal said.
const apply = (scan) => {
  const person = people.get(scan.registration);
  if (person && scan.undo) person.key = "";
  else if (person && !person.key) Object.assign(person, { key: scan.key, at: Date.parse(scan.at) });
};

const fill = (item, person) => {
  item.querySelector("bdi").textContent = person.name;
  item.querySelector(".door__name span").textContent = person.organisation;
  item.querySelector(".door__came").textContent = person.key ? `${words.at} ${hours.format(person.at)}` : "";
  const button = item.querySelector("button");
  button.classList.toggle("button--solid", !person.key);
  button.textContent = person.key ? words.out : words.in;
  button.setAttribute("aria-label", `${button.textContent} ${person.name}`);
};
const list = (section, found) => {
  const old = new Map([...section.querySelectorAll("[data-id]")].map((item) => [item.dataset.id, item]));
  const items = found.map((person) => {
    const item = old.get(String(person.id)) ?? part("person").content.firstElementChild.cloneNode(true);
    item.dataset.id = person.id;
    fill(item, person);
    return item;
  });
  const list = section.querySelector("ul");
  if (items.length !== list.children.length || items.some((item, place) => list.children[place] !== item)) {
    const held = items.find((item) => item.contains(document.activeElement));
    list.replaceChildren(...items);
    held?.querySelector("button").focus();
  }
};
const show = () => {
  const everybody = [...people.values()];
  const wanted = fold(part("q").value).split(/\s+/).filter(Boolean);
  const found = everybody.filter((person) => wanted.every((word) => person.words.includes(word))).slice(0, 30);
  const came = everybody.filter((person) => person.key);
  part("found").hidden = !wanted.length;
  part("none").hidden = Boolean(found.length);
  list(part("found"), wanted.length ? found : []);
  const latest = came.toSorted((one, other) => other.at - one.at).slice(0, 10);
  part("latest").hidden = !latest.length;
  list(part("latest"), latest);
  part("came").textContent = came.length;
  const count = waiting().length;
  part("line").hidden = !isOver && (!count || isSending);
  part("line").textContent = isOver ? words.over : `${words.waiting}${count}`;
};

const load = async () => {
  const answer = await fetch(door.dataset.people).catch(() => null);
  if (answer?.status === 404) isOver = true;
  if (answer?.ok) {
    people.clear();
    for (const person of (await answer.json()).people) {
      people.set(person.id, { ...person, words: fold(`${person.name} ${person.organisation}`) });
    }
    waiting().forEach(apply);
  }
  show();
};

const send = async () => {
  const scans = waiting().slice(0, 100);
  if (isSending || isOver || !scans.length) return;
  isSending = true;
  const answer = await fetch(door.dataset.scans, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": door.querySelector("[name=csrfmiddlewaretoken]").value },
    body: JSON.stringify({ scans }),
  }).catch(() => null);
  isSending = false;
  if (answer?.status === 404) isOver = true;
  if (!answer?.ok) {
    if (scans.some((scan) => scan.code && !scan.registration)) say(words.unknown, "refused");
    return show();
  }
  const answers = (await answer.json()).scans;
  const named = (scan) => `${scan.key} ${Boolean(scan.undo)}`;
  const answered = new Set(scans.slice(0, answers.length).map(named));
  keep(waiting().filter((scan) => !answered.has(named(scan))));
  let isNews = false;
  answers.forEach((each, place) => {
    const isAsTold = each.outcome === (scans[place].undo ? "undone" : "entered");
    if (!isAsTold) say(each.text, each.outcome === "already" ? "already" : "refused");
    else if (!scans[place].registration) say(each.text, "entered");
    isNews ||= !isAsTold || !scans[place].registration;
  });
  if (isNews) await load();
  else show();
  send();
};

const note = (scan) => {
  keep([...waiting(), scan]);
  apply(scan);
  show();
  send();
};
const letIn = (person) => {
  say(told("entered", person), "entered");
  note({ key: crypto.randomUUID(), at: new Date().toISOString(), registration: person.id });
};
const takeBack = (person) => {
  say(told("undone", person), "undone");
  note({ key: person.key, at: new Date().toISOString(), registration: person.id, undo: true });
};

// A badge that this phone does not know may be new: the portal is asked.
const read = async (code) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  const hex = [...new Uint8Array(hash).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const person = [...people.values()].find((each) => each.code === hex);
  navigator.vibrate?.(80);
  if (person?.key) say(told("already", person), "already");
  else if (person) letIn(person);
  else note({ key: crypto.randomUUID(), at: new Date().toISOString(), code: code.slice(0, 64) });
};

const nativeReader = async () => {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
};
const ownReader = async () => {
  const script = document.createElement("script");
  script.src = door.dataset.reader;
  document.head.append(script);
  await new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
  await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => door.dataset.wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return (await ZXingWASM.readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 }))[0]?.text;
  };
};

const video = door.querySelector("video");
const stop = () => {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  part("camera").setAttribute("aria-pressed", "false");
  part("camera").textContent = words.start;
};
const watch = async (reader) => {
  let last = { code: "", at: 0 };
  while (video.srcObject) {
    const code = video.videoWidth ? await reader(video).catch(() => "") : "";
    if (code && (code !== last.code || Date.now() - last.at > SAME_BADGE)) await read(code);
    if (code) last = { code, at: Date.now() };
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
};
part("camera").addEventListener("click", async () => {
  if (video.srcObject) return stop();
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    part("camera").setAttribute("aria-pressed", "true");
    part("camera").textContent = words.stop;
    await video.play();
    watch((await nativeReader()) ?? (await ownReader()));
  } catch {
    stop();
    say(words.noCamera, "refused");
  }
});

// Keys and the camera are given to pages that came safely, by https, and no others.
if (isSecureContext) {
  door.addEventListener("click", (event) => {
    const item = event.target.closest("button")?.closest("[data-id]");
    const person = people.get(Number(item?.dataset.id));
    if (person?.key) takeBack(person);
    else if (person) letIn(person);
  });
  door.querySelector("form").addEventListener("submit", (event) => {
    if (people.size) event.preventDefault();
  });
  part("q").addEventListener("input", show);
  addEventListener("online", send);
  setInterval(send, 5000);
  setInterval(() => document.hidden || isSending || waiting().length || load(), 20000);
  part("scan").hidden = !navigator.mediaDevices?.getUserMedia;
  load().then(send);
}
