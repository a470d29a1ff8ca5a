// Hostile articles: nothing of theirs becomes an element, an attribute, a script or a request.

export async function harmless(page) {
  const faults = await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    const faults = [];
    const expect = (is, what) => is || faults.push(what);
    const count = (selector) => document.querySelectorAll(selector).length;
    expect(window.hacked === undefined, "a script of an article ran");
    expect(count("script") === 1, `${count("script")} scripts`);
    expect(count("style") === 1, `${count("style")} styles`);
    expect(count("link") === 1 && count("meta[http-equiv]") === 1, "links or meta elements of an article");
    const foreign = "img, iframe, object, embed, base, form[action], audio, video, foreignObject, textarea, template, plaintext";
    expect(count(foreign) === 0, `foreign elements: ${count(foreign)}`);
    expect(document.title.startsWith("wireprint"), `title: ${document.title}`);
    for (const element of document.querySelectorAll("*")) {
      for (const { name } of element.attributes) {
        expect(!name.startsWith("on") && name !== "style" && name !== "autofocus", `attribute ${name} on ${element.tagName}`);
      }
    }
    for (const link of document.querySelectorAll("a")) {
      const href = link.getAttribute("href");
      const isPage = /^https?:\/\/[^@]*$/.test(href) && link.relList.contains("noopener") && link.relList.contains("noreferrer");
      expect(href.startsWith("#") || isPage, `link to ${href}`);
      if (href.startsWith("#")) expect(document.getElementById(href.slice(1)), `link to nothing: ${href}`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(new Set(ids).size === ids.length, "an id twice");
    const text = document.body.textContent;
    for (const shown of ["<script>window.hacked=1</script>", "<plaintext>", "{{ 7*7 }}", "&lt;script&gt;", "␀", "␛[31m"]) {
      expect(text.includes(shown), `not shown as text: ${shown}`);
    }
    expect(!/[\0\u202d\u202e]/.test(text), "control characters or overrides of direction");
    expect(count("article.cluster[data-order]") >= 6, `${count("article.cluster[data-order]")} clusters`);
    expect(count("a.p") > 20, `${count("a.p")} passages`);
    return faults;
  });
  // Whatever an article could have put under the pointer or the focus.
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 2000);
  for (let n = 0; n < 30; n += 1) await page.keyboard.press("Tab");
  await page.waitForTimeout(200);
  if (await page.evaluate(() => window.hacked !== undefined)) faults.push("a handler of an article ran");
  return faults;
}
