// A photo made small before it leaves the phone: it costs less mobile data, and where and
// with what it was taken stays on the phone, as only the pixels are drawn anew.
const LONGEST = 1600;
const QUALITY = 0.85;

/**
 * The content of a file.
 * @param {Blob} file
 * @param {"readAsDataURL" | "readAsArrayBuffer"} how a method of a FileReader
 * @returns {Promise<any>}
 */
export const readFile = (file, how) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = () => fail(reader.error);
  reader[how](file);
});

const shown = (url) => new Promise((done, fail) => {
  const image = new Image();
  image.onload = () => done(image);
  image.onerror = () => fail(new Error("no picture"));
  image.src = url;
});

/**
 * The same picture, small.
 * @param {File} file
 * @returns {Promise<File>}
 */
export async function resized(file) {
  const image = await shown(await readFile(file, "readAsDataURL"));
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("no picture");
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

/**
 * Puts the small photos into the field in the place of the large ones. One that cannot be made
 * small goes as it is, and the server does the same. `say` hears what happens.
 * @param {HTMLInputElement} field
 * @param {(words: string) => void} say
 */
export function startResizing(field, say) {
  field.addEventListener("change", () => {
    const files = Array.from(field.files ?? []);
    say("");
    if (!files.length) return;
    Promise.all(files.map((file) => resized(file).catch(() => file))).then((sent) => {
      // Others have been chosen meanwhile: they have a turn of their own.
      if (files.some((file, n) => file !== field.files?.[n])) return;
      if (sent.some((file, n) => file === files[n])) {
        say("这张照片手机缩小不了，会照原样发送。");
        if (files.length === 1) return;
      }
      const put = new DataTransfer();
      sent.forEach((file) => put.items.add(file));
      field.files = put.files;
      if (sent.every((file, n) => file !== files[n])) {
        const size = sent.reduce((sum, file) => sum + file.size, 0);
        say(`照片已缩小到 ${Math.ceil(size / 1024)} KB，不带拍摄地点。`);
      }
    }).catch(() => say("这张照片手机缩小不了，会照原样发送。"));
  });
}
