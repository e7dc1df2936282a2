-- Functions that wait, called from modules, protected calls and handlers.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local found = require 'found'
config.font_dirs = found.folders
local ok, files = pcall(function()
  return wezterm.read_dir(wezterm.config_dir .. '/more')
end)
assert(ok and #files == 2)
wezterm.sleep_ms(1)
local _, missing = pcall(wezterm.read_dir, wezterm.config_dir .. '/not-there')
assert(missing ~= nil)
for _, file in ipairs(files) do
  local part = dofile(file)
  for name, value in pairs(part) do
    config[name] = value
  end
end

local function git(cwd, ...)
  local success, stdout = wezterm.run_child_process { 'git', '-C', cwd, ... }
  return success and stdout:gsub('%s+$', '') or nil
end

wezterm.on('update-status', function(window, pane)
  local ok, branch = pcall(git, '/src', 'branch', '--show-current')
  wezterm.sleep_ms(1)
  local files = require('found').again()
  window:set_right_status(('%s %d'):format(ok and branch, #files))
end)

return config
