//! A model's chat templates, tried before the engine gets a conversation.
//!
//! The engine renders a template on the thread that serves all its requests, and nothing stops it there:
//! one with a loop that does not end would be the end of that model. So it is rendered here first, by the
//! same library, in steps that are counted. It hides how the engine sets that library up; where the two
//! differ the engine's word counts. Blocking, for milliseconds. It does not bound what a single step
//! costs.

use minijinja::value::Kwargs;
use minijinja::{Environment, Error, ErrorKind, Value, context};
use serde::Serialize;

use crate::llm::{ChatMessage, LlmError};

/// How many steps a template may take. Those of real models take some hundred for each message.
const STEPS: u64 = 3_000_000;

/// The templates that come with a model; the engine uses one of them, most likely the first.
#[derive(Debug, Default)]
pub(super) struct Templates {
    pub(super) texts: Vec<String>,
    pub(super) bos: String,
    pub(super) eos: String,
}

#[derive(Serialize)]
struct Said<'a> {
    role: &'static str,
    content: &'a str,
}

impl Templates {
    /// Renders a conversation; an error says that a template does not come to an end. Returns the text
    /// where there is one: a template may refuse a conversation, or be one that only the engine reads.
    pub(super) fn render(&self, messages: &[ChatMessage]) -> Result<Option<String>, LlmError> {
        let mut first = None;
        for (index, template) in self.texts.iter().enumerate() {
            match self.render_one(template, messages) {
                Ok(text) if index == 0 => first = Some(text),
                Err(error) if is_endless(&error) => {
                    return Err(LlmError::load(
                        "the model's chat template does not come to an end",
                        "the template is broken: copy or download the model again, or choose another",
                    ));
                }
                Ok(_) | Err(_) => {}
            }
        }
        Ok(first)
    }

    fn render_one(&self, template: &str, messages: &[ChatMessage]) -> Result<String, Error> {
        let mut environment = Environment::new();
        environment.set_fuel(Some(STEPS));
        environment
            .set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.set_lstrip_blocks(true);
        environment.set_trim_blocks(true);
        environment.add_function("raise_exception", raise);
        environment.add_function("strftime_now", |_: String| String::from("2000-01-01"));
        environment.add_filter("tojson", to_json);
        let template = template
            .replace("[::-1]", "|reverse")
            .replace("{% generation %}", "")
            .replace("{% endgeneration %}", "");
        let messages: Vec<Said> = messages
            .iter()
            .map(|message| Said {
                role: message.role.name(),
                content: &message.text,
            })
            .collect();
        environment.render_str(
            &template,
            context! {
                messages => messages,
                add_generation_prompt => true,
                bos_token => self.bos,
                eos_token => self.eos,
                unk_token => "",
                date_string => "1 January 2000",
                enable_thinking => true,
                reasoning_effort => "medium",
            },
        )
    }
}

fn raise(message: String) -> Result<String, Error> {
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

fn to_json(value: Value, _options: Kwargs) -> Result<Value, Error> {
    let json = serde_json::to_string(&value).map_err(|why| {
        Error::new(ErrorKind::InvalidOperation, "cannot be written as JSON").with_source(why)
    })?;
    Ok(Value::from_safe_string(json))
}

/// Tells whether a template ran out of steps, in itself or in a macro that it calls.
fn is_endless(error: &Error) -> bool {
    let mut error: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = error {
        let kind = one.downcast_ref::<Error>().map(Error::kind);
        if kind == Some(ErrorKind::OutOfFuel) {
            return true;
        }
        error = one.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::Role;

    fn render(template: &str) -> Result<Option<String>, LlmError> {
        let templates = Templates {
            texts: vec![template.into()],
            ..Templates::default()
        };
        templates.render(&[
            ChatMessage::new(Role::System, "Be short."),
            ChatMessage::new(Role::User, " hi "),
        ])
    }

    #[test]
    fn a_template_in_the_manner_of_real_models_is_rendered() {
        let template = "{%- for m in messages %}
            {{- '<|im_start|>' + m['role'] + '\\n' + m.content.strip() + '<|im_end|>\\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}";
        assert_eq!(
            render(template),
            Ok(Some(
                "<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n\
                 <|im_start|>assistant\n"
                    .into()
            ))
        );
    }

    #[test]
    fn a_template_without_an_end_is_found_out() {
        for endless in [
            "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
            "{% macro m(n) %}{% for a in range(100000) %}{{ a }}{% endfor %}{% endmacro %}\
             {% for b in range(100000) %}{{ m(b) }}{% endfor %}",
        ] {
            let error = render(endless).expect_err("it has no end");
            assert_eq!(
                error.to_string(),
                "the model's chat template does not come to an end"
            );
        }
    }

    #[test]
    fn what_else_is_wrong_is_left_to_the_engine() {
        for wrong in [
            "{% for m in",
            "{{ raise_exception('no') }}",
            "{% for a in range(10**9) %}{% endfor %}",
            "{{ messages.nothing.at.all }}",
        ] {
            assert_eq!(render(wrong), Ok(None), "{wrong}");
        }
    }
}
