local wezterm = require 'wezterm'
local act = wezterm.action

-- tmux's prefix is Ctrl+B, sent as the character that it is
local function tmux(key)
  return act.Multiple { act.SendKey { key = '\x02' }, act.SendKey { key = key } }
end

return {
  keys = {
    { key = 'n', mods = 'CMD', action = tmux 'c' },
    { key = 'd', mods = 'CMD', action = tmux '%' },
    { key = 'w', mods = 'CMD', action = act.SendString '\x02x' },
    { key = 's', mods = 'CMD', action = act.Multiple { act.SendKey { key = '\x1b' }, act.SendString ':w\n' } },
  },
}
