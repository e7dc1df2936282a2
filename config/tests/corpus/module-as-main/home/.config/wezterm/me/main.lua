local modname = ...
local wezterm = require 'wezterm'
assert(modname == 'me.main')

local config = wezterm.config_builder()
-- a list of modules, each of which gets the config
for _, name in ipairs { 'ui', 'input' } do
  local module = require('me.' .. name)
  module.apply(config, { size = 12 })
end
-- asked for again, it is the same
assert(require('me.ui') == require 'me.ui')
return config
