// How the report is read: by search, keyboard, touch, without script, and from right to left.

/** Notes what does not hold. */
function notes() {
  const faults = [];
  return { faults, expect: (is, what) => void (is || faults.push(what)) };
}

const visible = (page) =>
  page.evaluate(() => [...document.querySelectorAll(".cluster[data-order]")].filter((c) => !c.hidden).map((c) => c.id));

export async function filters(page) {
  const { faults, expect } = notes();
  const all = (await visible(page)).length;
  expect(all >= 10, `${all} clusters`);
  expect((await page.textContent("#found")) === `${all} of ${all} clusters`, "the count at first");
  // Accents and case do not matter, and all words must be there.
  await page.fill("#f-text", "FERRY skérra");
  const ferry = await visible(page);
  expect(ferry.length >= 1 && ferry.length < all, `${ferry.length} clusters for ferry skerra`);
  expect((await page.textContent("#found")) === `${ferry.length} of ${all} clusters`, "the count of a search");
  for (const id of ferry) {
    const text = (await page.textContent(`#${id}`)).toLowerCase();
    expect(text.includes("ferry") && text.includes("skerra"), `${id} has not both words`);
  }
  await page.fill("#f-text", "no such words");
  expect((await visible(page)).length === 0 && (await page.isVisible("#nothing")), "an empty result says so");
  await page.fill("#f-text", "");
  await page.selectOption("#f-verdict", "excerpt");
  const excerpts = await visible(page);
  expect(excerpts.length >= 1 && excerpts.length < all, `${excerpts.length} clusters with excerpts`);
  const others = await page.evaluate(() =>
    [...document.querySelectorAll(".cluster[data-order]:not([hidden]) .match:not([hidden])")].filter((m) => m.dataset.verdict !== "excerpt").length,
  );
  expect(others === 0, `${others} other matches are shown`);
  await page.selectOption("#f-verdict", "");
  const host = await page.textContent(".members .host >> nth=0");
  await page.fill("#f-host", host);
  const ofHost = await visible(page);
  expect(ofHost.length >= 1 && ofHost.length < all, `${ofHost.length} clusters of ${host}`);
  await page.fill("#f-host", "");
  await page.fill("#f-score", "100");
  const sure = await visible(page);
  expect(sure.length < all, `${sure.length} clusters with a score of 100`);
  await page.fill("#f-score", "0");
  await page.selectOption("#f-order", "time");
  const times = await page.evaluate(() => [...document.querySelectorAll(".cluster[data-order]")].map((c) => Number(c.dataset.time)));
  expect(times.every((time, at) => at === 0 || times[at - 1] <= time), "earliest first");
  await page.selectOption("#f-order", "size");
  const sizes = await page.evaluate(() => [...document.querySelectorAll(".cluster[data-order]")].map((c) => Number(c.dataset.size)));
  expect(sizes.every((size, at) => at === 0 || sizes[at - 1] >= size), "largest first");
  expect((await visible(page)).length === all, "all clusters are back");
  return faults;
}

const focus = (page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const isInView = box.bottom > 0 && box.top < innerHeight;
    return { tag: at.tagName, id: at.id, name: at.className, isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, isInView };
  });

/** Tabs until the focus is on what is wanted. */
async function tabTo(page, is, expect, limit = 120) {
  for (let n = 0; n < limit; n += 1) {
    await page.keyboard.press("Tab");
    const at = await focus(page);
    expect(at.isSeen, `focus is not seen on ${at.tag} ${at.id} ${at.name}`);
    expect(at.isInView, `focus is out of view on ${at.tag} ${at.id} ${at.name}`);
    if (await page.evaluate(is)) return at;
  }
  throw new Error(`${is} is not reached in ${limit} steps`);
}

export async function keyboard(page) {
  const { faults, expect } = notes();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.classList.contains("skip")), "the first stop is the skip link");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement.id === "clusters"), "the skip link leads to the clusters");
  await tabTo(page, () => document.activeElement.id === "f-text", expect);
  await page.keyboard.type("ferry skerra");
  await tabTo(page, () => document.activeElement.matches(".cluster > details > summary"), expect);
  const isOpen = () => page.evaluate(() => document.activeElement.parentElement.open);
  if (!(await isOpen())) await page.keyboard.press("Enter");
  expect(await isOpen(), "Enter opens a cluster");
  await tabTo(page, () => document.activeElement.matches(".match > summary"), expect);
  await page.keyboard.press("Enter");
  expect(await isOpen(), "Enter opens a match");
  const passage = await tabTo(page, () => document.activeElement.matches("a.p"), expect);
  await page.keyboard.press("Enter");
  const partner = await focus(page);
  const wanted = passage.id.replace(/^(m\d+)a/, "$1b");
  expect(partner.id === wanted && wanted !== passage.id, `Enter on ${passage.id} leads to ${partner.id}`);
  expect(partner.isSeen && partner.isInView, "the counterpart's focus is seen");
  await page.keyboard.press("Enter");
  expect((await focus(page)).id === passage.id, "Enter leads back");
  // No trap: the focus leaves the texts.
  await tabTo(page, () => document.activeElement.matches(".cluster > details > summary"), expect, 400);
  return faults;
}

export async function linking(page) {
  const { faults, expect } = notes();
  await page.evaluate(() => document.querySelectorAll(".cluster details").forEach((details) => (details.open = true)));
  const counts = await page.evaluate(() => {
    const links = [...document.querySelectorAll("a.p")];
    const partner = (link) => document.getElementById(link.hash.slice(1));
    const firsts = links.filter((link) => link.id);
    return {
      firsts: firsts.length,
      mutual: firsts.filter((link) => partner(link)?.hash === `#${link.id}`).length,
      sameNumber: firsts.filter((link) => partner(link)?.querySelector(".no").textContent === link.querySelector(".no").textContent).length,
      lost: links.filter((link) => !partner(link)).length,
    };
  });
  expect(counts.firsts > 50 && counts.mutual === counts.firsts && counts.sameNumber === counts.firsts && counts.lost === 0, JSON.stringify(counts));
  const passage = page.locator(".match a.p[id]").last();
  await passage.scrollIntoViewIfNeeded();
  await passage.click();
  await page.waitForTimeout(500);
  const state = await page.evaluate(() => ({ id: document.activeElement.id, on: document.querySelectorAll(".is-on").length }));
  const box = await page.locator(`[id="${state.id}"]`).boundingBox();
  expect(state.on >= 2, "both passages are marked");
  expect(box && box.y > -1 && box.y < 900, "the counterpart is in view");
  return faults;
}

export async function rightToLeft(page) {
  const { faults, expect } = notes();
  const found = await page.evaluate(() => {
    document.querySelectorAll(".cluster details").forEach((details) => (details.open = true));
    document.querySelectorAll(".cluster").forEach((cluster) => (cluster.style.contentVisibility = "visible"));
    const isArabic = (element) => /^[^A-Za-z\u0600-\u06ff]*[\u0600-\u06ff]/.test(element.textContent);
    const direction = (element) => getComputedStyle(element).direction;
    const of = (selector) => [...document.querySelectorAll(selector)].filter(isArabic);
    const paragraphs = of(".text p");
    // The letter before a title is no part of it.
    const titles = [...document.querySelectorAll("h3, h6")].filter((h) => /^[AB]? ?[\u0600-\u06ff]/.test(h.textContent.trim()));
    const starts = paragraphs.filter((p) => {
      const range = document.createRange();
      range.selectNodeContents(p);
      const line = range.getClientRects()[0];
      return p.getBoundingClientRect().right - line.right < 24;
    });
    return {
      paragraphs: paragraphs.length,
      rtl: paragraphs.filter((p) => direction(p) === "rtl").length,
      starts: starts.length,
      passages: of(".text a.p").length,
      passagesRtl: of(".text a.p").filter((p) => direction(p) === "rtl").length,
      titles: titles.length,
      titlesRtl: titles.filter((h) => direction(h) === "rtl").length,
      english: [...document.querySelectorAll(".text p")].filter((p) => /^[A-Za-z]/.test(p.textContent) && direction(p) !== "ltr").length,
    };
  });
  expect(found.paragraphs > 5 && found.rtl === found.paragraphs, `paragraphs: ${JSON.stringify(found)}`);
  expect(found.starts > found.paragraphs * 0.8, `paragraphs that begin at the right: ${JSON.stringify(found)}`);
  expect(found.passages > 2 && found.passagesRtl === found.passages, `passages: ${JSON.stringify(found)}`);
  expect(found.titles > 2 && found.titlesRtl === found.titles, `titles: ${JSON.stringify(found)}`);
  expect(found.english === 0, "English paragraphs from right to left");
  return faults;
}

export async function theme(page) {
  const { faults, expect } = notes();
  const state = () =>
    page.evaluate(() => [getComputedStyle(document.body).backgroundColor, document.getElementById("theme").getAttribute("aria-pressed")].join(" "));
  const light = await state();
  await page.click("#theme");
  const dark = await state();
  expect(light !== dark && light.endsWith("false") && dark.endsWith("true"), `${light}, then ${dark}`);
  await page.click("#theme");
  expect((await state()) === light, "and back");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.click("#theme");
  await page.emulateMedia({ media: "print" });
  const hidden = await page.evaluate(() => getComputedStyle(document.getElementById("filters")).display);
  expect(hidden === "none", "filters are not printed");
  return faults;
}

export async function phone(page) {
  const { faults, expect } = notes();
  const wide = () =>
    page.evaluate(() => {
      document.querySelectorAll("details").forEach((details) => (details.open = true));
      document.querySelectorAll(".cluster").forEach((cluster) => (cluster.style.contentVisibility = "visible"));
      const outside = [...document.querySelectorAll("body *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.right > innerWidth + 1 && !element.closest("svg, .vh");
      });
      return { width: document.documentElement.scrollWidth, outside: outside.slice(0, 3).map((e) => `${e.tagName}.${e.className}`) };
    });
  const { width, outside } = await wide();
  expect(width <= 360, `${width} px wide: ${outside.join(", ")}`);
  const match = page.locator(".match:has(a.p)").first();
  const sides = match.locator(".side");
  const shown = async () => [await sides.nth(0).isVisible(), await sides.nth(1).isVisible()].join();
  expect((await shown()) === "true,false", `at first: ${await shown()}`);
  await match.locator(".switch button").nth(1).click();
  expect((await shown()) === "false,true", `after the switch: ${await shown()}`);
  await sides.nth(1).locator("a.p[id]").first().click();
  expect((await shown()) === "true,false", `after a passage: ${await shown()}`);
  expect(await page.evaluate(() => /^m\d+a\d+$/.test(document.activeElement.id)), "the counterpart has the focus");
  return faults;
}

export async function withoutScript(page) {
  const { faults, expect } = notes();
  expect(!(await page.isVisible("#filters")) && !(await page.isVisible("#theme")), "what needs a script is not shown");
  const cluster = page.locator(".cluster").first();
  expect(await cluster.locator(".members").first().isVisible(), "the first cluster is open");
  const match = cluster.locator(".match").first();
  await match.locator("summary").click();
  expect((await match.locator(".side").nth(0).isVisible()) && (await match.locator(".side").nth(1).isVisible()), "both articles");
  const passage = match.locator("a.p[id]").first();
  const href = await passage.getAttribute("href");
  await passage.click();
  expect(page.url().endsWith(href), `a passage leads to ${href}`);
  const box = await page.locator(`[id="${href.slice(1)}"]`).boundingBox();
  expect(box && box.y >= -1 && box.y < 740, "the counterpart is in view");
  return faults;
}
