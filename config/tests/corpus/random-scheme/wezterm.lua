local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- the schemes that are dark
local schemes = wezterm.get_builtin_color_schemes()
local names, dark = {}, {}
for name, scheme in pairs(schemes) do
  names[name] = true
  if scheme.background then
    local bg = wezterm.color.parse(scheme.background)
    local h, s, l, a = bg:hsla()
    if l < 0.4 then
      table.insert(dark, name)
    end
  end
end
table.sort(dark)
assert(#dark > 150)

-- those that I like, which have to be there
local liked = {
  'Catppuccin Mocha', 'Catppuccin Macchiato', 'Catppuccin Frappe', 'Catppuccin Latte',
  'tokyonight', 'tokyonight_night', 'tokyonight_storm', 'tokyonight_moon', 'tokyonight_day',
  'Tokyo Night', 'Tokyo Night Storm', 'Tokyo Night Moon', 'Tokyo Night Day',
  'rose-pine', 'rose-pine-moon', 'rose-pine-dawn',
  'GruvboxDark', 'GruvboxDarkHard', 'GruvboxLight', 'Gruvbox Dark (Gogh)',
  'Gruvbox dark, hard (base16)', 'Gruvbox dark, medium (base16)', 'Gruvbox dark, soft (base16)', 'Gruvbox light, hard (base16)',
  'OneDark (base16)', 'OneHalfDark', 'OneHalfLight', 'One Dark (Gogh)',
  'nordfox', 'nightfox', 'duskfox', 'terafox', 'carbonfox', 'Nord (base16)', 'nord',
  'Dracula', 'Dracula (Official)', 'Solarized Dark (Gogh)', 'Solarized Light (Gogh)', 'Builtin Solarized Dark',
  'Monokai Remastered', 'Material (base16)', 'MaterialDark', 'Snazzy', 'Sakura', 'Poimandres', 'SpaceGray', 'Eldritch',
  'cyberpunk', 'Chalk (base16)', 'AtelierSulphurpool', 'Apple Classic', 'AlienBlood', 'Batman', 'Abernathy', 'AdventureTime',
  'Kanagawa (Gogh)', 'Everforest Dark (Gogh)', 'Ayu Mirage (Gogh)', 'Horizon Dark (Gogh)', 'Night Owl (Gogh)', 'Zenburn',
}
local missing = {}
for _, name in ipairs(liked) do
  if not names[name] then
    table.insert(missing, name)
  end
end
config.set_environment_variables = { MISSING_SCHEMES = table.concat(missing, ', ') }

local index = 1
config.color_scheme = liked[index]
config.keys = {
  {
    key = 'F9',
    action = wezterm.action_callback(function(window)
      index = index % #liked + 1
      window:set_config_overrides { color_scheme = liked[index] }
    end),
  },
}

return config
