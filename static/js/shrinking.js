// A photo made small before it leaves the phone: it costs less of somebody's data, and where and
// with what it was taken stays on the phone, as only the pixels are drawn anew.
const LONGEST = 1600;
const QUALITY = 0.85;

const read = (file) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = () => fail(reader.error);
  reader.readAsDataURL(file);
});

const shown = (url) => new Promise((done, fail) => {
  const image = new Image();
  image.onload = () => done(image);
  image.onerror = () => fail(new Error("no picture"));
  image.src = url;
});

async function shrunk(file) {
  const image = await shown(await read(file));
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("no picture");
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

// Puts the small photo into the field in the place of the large one. Where that cannot be done the
// photo goes as it is, and the server does the same. `say` is told what happens.
export function startShrinking(field, say) {
  field.addEventListener("change", () => {
    const [file] = field.files;
    say("");
    if (!file) return;
    shrunk(file).then((small) => {
      const put = new DataTransfer();
      put.items.add(small);
      field.files = put.files;
      say(`照片已缩小到 ${Math.ceil(small.size / 1024)} KB，不带拍摄地点。`);
    }).catch(() => say("这张照片手机缩小不了，会照原样发送。"));
  });
}
