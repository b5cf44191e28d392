// Where the registry is served: https, without a slash at the end (docs/miniprogram.md).
module.exports = { host: "https://yizhan.example.cn" };
