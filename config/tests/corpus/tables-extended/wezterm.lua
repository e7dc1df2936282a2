local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

-- what is there, with a little more
local copy_mode = nil
if wezterm.gui then
  copy_mode = wezterm.gui.default_key_tables().copy_mode
  table.insert(copy_mode, { key = 'y', mods = 'ALT', action = act.CopyMode 'ClearSelectionMode' })
end
local search_mode = wezterm.gui.default_key_tables().search_mode
config.key_tables = { copy_mode = copy_mode, search_mode = search_mode }

-- the default keys without those that open something
config.disable_default_key_bindings = true
config.keys = {}
for _, binding in ipairs(wezterm.gui.default_keys()) do
  local action = binding.action
  if action ~= 'SpawnWindow' and not (type(action) == 'table' and action.SpawnTab) then
    table.insert(config.keys, binding)
  end
end
assert(#config.keys > 60)

return config
