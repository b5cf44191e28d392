// The application holds nothing: each page asks the modules of the finder.
App({});
