local wezterm = require("wezterm")
local M = {}
local appearance = wezterm.gui and wezterm.gui.get_appearance() or "Dark"

M.is_dark = function()
  return appearance ~= "Light" and true
end

M.get_random_entry = function(tbl)
  local keys = {}
  for key, _ in ipairs(tbl) do
    table.insert(keys, key)
  end
  local randomKey = keys[math.random(1, #keys)]
  return tbl[randomKey]
end

return M
