local wez = require 'wezterm'

local M = {}

local defaults = {
  position = 'bottom',
  max_width = 32,
  modules = { clock = { enabled = true }, user = { enabled = true, icon = '?' } },
}

local function merge(t1, t2)
  for k, v in pairs(t2) do
    if type(v) == 'table' and type(t1[k] or false) == 'table' then
      merge(t1[k], v)
    else
      t1[k] = v
    end
  end
  return t1
end

M.apply_to_config = function(c, opts)
  local o = merge(defaults, opts or {})
  c.tab_bar_at_bottom = o.position == 'bottom'
  c.use_fancy_tab_bar = false
  c.tab_max_width = o.max_width
  local scheme = wez.color.get_builtin_schemes()[c.color_scheme]
  c.colors = { tab_bar = { background = scheme.background, active_tab = { bg_color = 'transparent', fg_color = scheme.ansi[6] } } }
  wez.on('format-tab-title', function(tab, _, _, conf, _, _)
    local index = conf.tab_and_split_indices_are_zero_based and tab.tab_index or tab.tab_index + 1
    return { { Text = index .. ' ' .. tab.active_pane.title } }
  end)
  wez.on('update-status', function(window)
    if o.modules.clock.enabled then
      window:set_right_status(wez.strftime '%H')
    end
    window:set_left_status(o.modules.user.icon)
  end)
end

return M
