local act = require('wezterm').action

return {
  apply = function(config)
    local keys = {}
    for direction, key in pairs { Left = 'h', Down = 'j', Up = 'k', Right = 'l' } do
      table.insert(keys, { key = key, mods = 'ALT', action = act.ActivatePaneDirection(direction) })
      table.insert(keys, { key = key:upper(), mods = 'ALT', action = act.AdjustPaneSize { direction, 2 } })
    end
    config.keys = keys
  end,
}
