local wezterm = require("wezterm")
local config = wezterm.config_builder()

local tabline = wezterm.plugin.require("https://github.com/michaelbrusegard/tabline.wez")
local resurrect = wezterm.plugin.require("https://github.com/MLFlexer/resurrect.wezterm")
local workspace_switcher = wezterm.plugin.require("https://github.com/MLFlexer/smart_workspace_switcher.wezterm")

config.color_scheme = "Catppuccin Frappe"

tabline.setup({
  options = {
    icons_enabled = true,
    theme = "Catppuccin Frappe",
    section_separators = {
      left = wezterm.nerdfonts.pl_left_hard_divider,
      right = wezterm.nerdfonts.pl_right_hard_divider,
    },
  },
  sections = {
    tabline_a = { "mode" },
    tabline_x = { "ram", "cpu" },
    tab_active = { "index", { "parent", padding = 0 }, "/", { "cwd", padding = { left = 0, right = 1 } } },
  },
})
tabline.apply_to_config(config)

resurrect.state_manager.periodic_save({ interval_seconds = 300, save_workspaces = true })
resurrect.state_manager.set_max_nlines(5000)
workspace_switcher.apply_to_config(config)
workspace_switcher.zoxide_path = "/usr/bin/zoxide"
workspace_switcher.workspace_formatter = function(label)
  return wezterm.format({ { Text = "󱂬: " .. label } })
end

wezterm.on("smart_workspace_switcher.workspace_switcher.created", function(window, path, label)
  local workspace_state = resurrect.workspace_state
  workspace_state.restore_workspace(resurrect.state_manager.load_state(label, "workspace"), {
    window = window,
    relative = true,
    on_pane_restore = resurrect.tab_state.default_on_pane_restore,
  })
end)

config.leader = { key = "a", mods = "CTRL" }
config.keys = {
  { key = "s", mods = "LEADER", action = workspace_switcher.switch_workspace() },
  { key = "t", mods = "LEADER", action = wezterm.action.ShowLauncherArgs({ flags = "FUZZY|WORKSPACES" }) },
  {
    key = "w",
    mods = "ALT",
    action = wezterm.action_callback(function(win, pane)
      resurrect.state_manager.save_state(resurrect.workspace_state.get_workspace_state())
    end),
  },
}
config.window_padding = { left = 0, right = 0, top = 0, bottom = 0 }

return config
