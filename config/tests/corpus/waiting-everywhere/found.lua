local wezterm = require 'wezterm'
local M = { folders = {} }
for _, path in ipairs(wezterm.glob(wezterm.config_dir .. '/fonts/*')) do
  table.insert(M.folders, path:match '[^/]+/[^/]+$')
end
table.sort(M.folders)
function M.again()
  return wezterm.glob(wezterm.config_dir .. '/**/*.lua')
end
return M
