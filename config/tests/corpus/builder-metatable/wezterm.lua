local wezterm = require 'wezterm' --[[@as Wezterm]]
local config = wezterm.config_builder()

-- defaults of my own that are looked up where nothing is set
local defaults = {
  font_size = 11,
  line_height = 1.1,
  merge = function(self, other)
    for k, v in pairs(other) do
      self[k] = v
    end
    return self
  end,
}
setmetatable(config, { __index = defaults })

config.cell_width = config.line_height - 0.1
config.font_size = config.font_size + 2
config:merge({
  color_scheme = 'rose-pine-moon',
  hide_tab_bar_if_only_one_tab = true,
})
config:merge {
  initial_rows = 40,
  window_padding = { left = '0.5cell', right = '0.5cell', top = '0.25cell', bottom = '0.25cell' },
}

return config
