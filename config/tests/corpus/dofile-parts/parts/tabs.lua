return {
  use_fancy_tab_bar = true,
  tab_max_width = 32,
  show_new_tab_button_in_tab_bar = false,
}
