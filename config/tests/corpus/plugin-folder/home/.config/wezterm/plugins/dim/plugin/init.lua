return {
  apply_to_config = function(config)
    config.inactive_pane_hsb = { brightness = 0.5 }
  end,
}
