local wezterm = require("wezterm")

-- my dotfiles keep the modules elsewhere
package.path = package.path .. ";" .. wezterm.home_dir .. "/dotfiles/lua/?.lua;" .. wezterm.home_dir .. "/dotfiles/lua/?/init.lua"

local theme = require("themes.gruvbox")
local apply = require("options")
local helpers = require "lib.helpers"

local config = wezterm.config_builder()
apply(config)
config.colors = theme.colors()
config.window_frame = theme.window_frame()
config.default_prog = helpers.shell("zsh", "--login")
assert(package.loaded["options"] == apply)

return config
