local wezterm = require 'wezterm'
local dir = wezterm.config_dir

local function exists(path)
  local f = io.open(path, 'r')
  if f ~= nil then
    io.close(f)
    return true
  end
  return false
end

local config = wezterm.config_builder and wezterm.config_builder() or {}

-- everything in parts/ gets the config
dofile(dir .. '/parts/look.lua')(config)
local keys = dofile(dir .. '/parts/keys.lua')
config.keys = keys.bindings

-- the same with loadfile, which says what is wrong
local chunk, err = loadfile(dir .. '/parts/tabs.lua')
if not chunk then
  wezterm.log_error('could not load tabs: ' .. err)
else
  for k, v in pairs(chunk()) do
    config[k] = v
  end
end

-- a machine's own settings, which most machines do not have
local mine = dir .. '/local.lua'
if exists(mine) then
  dofile(mine)
end
local ok, res = pcall(dofile, dir .. '/missing.lua')
if not ok then
  wezterm.log_warn('no missing.lua', tostring(res))
  config.warn_about_missing_glyphs = false
end
local missing, why = loadfile(dir .. '/broken.lua')
config.exit_behavior = (missing == nil and why:find('broken.lua') and 'Hold') or 'Close'

return config
