//! Messages that go out come back, and whatever comes in is a message or a named error.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(text: &str) -> Result<ModuleMessage, RpcError> {
    decode(text.as_bytes(), "peer")
}

fn written(message: &ModuleMessage) -> Value {
    serde_json::from_slice(&encode(message).expect("it can be written")).expect("it is JSON")
}

#[test]
fn each_kind_of_message_has_its_shape_on_the_wire() {
    let request = ModuleMessage::Request {
        id: "7".into(),
        from: "peer".into(),
        method: "fly".into(),
        params: json!({ "to": "x" }),
        chain: Chain::default(),
    };
    assert_eq!(
        written(&request),
        json!({
            "jsonrpc": "2.0", "id": 7, "method": "fly", "params": { "to": "x" },
            "from": "peer", "chain": [],
        })
    );
    assert_eq!(
        written(&request.answer(json!([1]))),
        json!({ "jsonrpc": "2.0", "id": 7, "result": [1], "to": "peer" })
    );
    assert_eq!(
        written(&request.unknown_method()),
        json!({
            "jsonrpc": "2.0", "id": 7, "to": "peer",
            "error": { "code": -32601, "message": "unknown method `fly`" },
        })
    );
    let broadcast = ModuleMessage::Broadcast {
        from: "peer".into(),
        event: "news".into(),
        data: json!(5),
    };
    assert_eq!(
        written(&broadcast),
        json!({ "jsonrpc": "2.0", "method": "news", "params": [5], "from": "peer" })
    );
}

#[test]
fn who_sent_a_message_is_not_for_the_message_to_say() {
    let forged = r#"{"jsonrpc":"2.0","id":1,"method":"m","from":"system","chain":["system"]}"#;
    assert_eq!(
        read(forged),
        Ok(ModuleMessage::Request {
            id: "1".into(),
            from: "peer".into(),
            method: "m".into(),
            params: Value::Null,
            chain: Chain::default(),
        })
    );
}

#[test]
fn what_is_no_message_is_refused_with_a_code_its_id_and_what_is_wrong() {
    let cases = [
        (
            "",
            -32700,
            NO_ID,
            "this is not JSON: EOF while parsing a value",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1"#,
            -32700,
            NO_ID,
            "this is not JSON: EOF",
        ),
        ("7", -32600, NO_ID, "a message is an object"),
        ("[]", -32600, NO_ID, "batches are not taken here"),
        ("{}", -32600, NO_ID, "`jsonrpc` must be \"2.0\""),
        (
            r#"{"jsonrpc":"1.0","id":1}"#,
            -32600,
            "1",
            "`jsonrpc` must be",
        ),
        (
            r#"{"jsonrpc":"2.0","id":{}}"#,
            -32600,
            NO_ID,
            "`id` must be",
        ),
        (
            r#"{"jsonrpc":"2.0"}"#,
            -32600,
            NO_ID,
            "a message has a `method`, or an `id`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":"a"}"#,
            -32600,
            "a",
            "a `result` or an `error`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":"a","method":7}"#,
            -32600,
            "a",
            "`method` must be a string",
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"m"}"#,
            -32600,
            NO_ID,
            "the `id` of a request",
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"method":"m","params":7}"#,
            -32600,
            "2",
            "`params` must be",
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"method":"m","result":7}"#,
            -32600,
            "2",
            "has no `result`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"result":7,"error":{}}"#,
            -32600,
            "2",
            "not both",
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"error":{"code":1.5,"message":"m"}}"#,
            -32600,
            "2",
            "`error` must have a `code`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"error":"m"}"#,
            -32600,
            "2",
            "`error` must have a `code`",
        ),
    ];
    for (text, code, id, words) in cases {
        let error = read(text).expect_err(text);
        assert_eq!((error.code, error.id.as_str()), (code, id), "{text}");
        assert!(error.message.contains(words), "{text}: {error}");
    }
}

#[test]
fn a_message_that_is_too_long_too_deep_or_too_wide_is_not_taken_apart() {
    let deep = |depth| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"jsonrpc":"2.0","id":1,"result":{open}{close}}}"#)
    };
    assert!(read(&deep(MESSAGE_DEPTH - 1)).is_ok());
    let long = format!("\"{}\"", "x".repeat(MESSAGE_BYTES));
    let wide = format!("[{}0]", "0,".repeat(MESSAGE_PARTS));
    for (text, words) in [
        (deep(MESSAGE_DEPTH), "nested more than 64 deep"),
        (deep(1_000_000), "nested more than 64 deep"),
        (long, "16777218 bytes and may have 16777216"),
        (wide, "more than 1000000 parts"),
    ] {
        let error = read(&text).expect_err(words);
        assert_eq!(error.code, code::TOO_LARGE);
        assert!(error.message.contains(words), "{error}");
    }
    // Brackets and commas in a string are text.
    let text = format!(
        r#"{{"jsonrpc":"2.0","id":1,"result":"{}\"["}}"#,
        "[{,".repeat(100)
    );
    assert!(read(&text).is_ok());
}

#[test]
fn a_message_that_is_too_deep_to_be_written_is_an_error() {
    let mut deep = json!(1);
    for _ in 0..100_000 {
        deep = Value::Array(vec![deep]);
    }
    let mut message = ModuleMessage::Broadcast {
        from: "a".into(),
        event: "news".into(),
        data: deep,
    };
    let error = encode(&message).expect_err("it is too deep");
    assert_eq!(error.code, code::TOO_LARGE);
    if let ModuleMessage::Broadcast { data, .. } = &mut message {
        crate::ipc::dismantle(data.take());
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((".*", inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn params() -> impl Strategy<Value = Value> {
    json_value().prop_filter("structured", |value| {
        matches!(value, Value::Null | Value::Array(_) | Value::Object(_))
    })
}

/// Ids as they are in messages, those that look like something else among them.
fn id() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "-?[0-9]{1,3}".prop_map(Value::from),
        Just(json!("null")),
        Just(json!("\"a\"")),
    ];
    value.prop_map(id_text)
}

fn message() -> impl Strategy<Value = ModuleMessage> {
    let (from, to) = (|| Just("peer".to_owned()), || Just("peer".to_owned()));
    prop_oneof![
        (id(), from(), ".*", params()).prop_map(|(id, from, method, params)| {
            ModuleMessage::Request {
                id,
                from,
                method,
                params,
                chain: Chain::default(),
            }
        }),
        (id(), to(), json_value()).prop_map(|(id, to, result)| ModuleMessage::Response {
            id,
            to,
            result
        }),
        (id(), to(), any::<i64>(), ".*").prop_map(|(id, to, code, error)| ModuleMessage::Error {
            id,
            to,
            code,
            error,
        }),
        (from(), ".*", params()).prop_map(|(from, event, data)| ModuleMessage::Broadcast {
            from,
            event,
            data
        }),
    ]
}

fn understood_or_named(bytes: &[u8]) -> Result<(), TestCaseError> {
    match decode(bytes, "peer") {
        Ok(message) => {
            let again = encode(&message).expect("what was read can be written");
            prop_assert_eq!(decode(&again, "peer"), Ok(message));
        }
        Err(error) => {
            prop_assert!(!error.message.is_empty());
            prop_assert!((-32_768..=-32_000).contains(&error.code), "{}", error.code);
            let reply = encode(&error.reply("peer")).expect("it can be told");
            prop_assert!(decode(&reply, "peer").is_ok());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_message_that_is_written_and_read_is_the_same(message in message()) {
        let bytes = encode(&message).expect("it can be written");
        prop_assert_eq!(decode(&bytes, "peer"), Ok(message));
    }

    #[test]
    fn an_id_keeps_its_kind(id in prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[-\"0-9a-z. ]{0,6}".prop_map(Value::from),
    ]) {
        prop_assert_eq!(id_value(&id_text(id.clone())), id);
    }

    #[test]
    fn any_bytes_are_a_message_or_an_error_that_says_why(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        understood_or_named(&bytes)?;
    }

    #[test]
    fn any_json_is_a_message_or_an_error_that_says_why(value in json_value()) {
        understood_or_named(value.to_string().as_bytes())?;
    }

    #[test]
    fn a_message_that_went_wrong_is_a_message_or_an_error_that_says_why(
        message in message(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..4),
    ) {
        let mut bytes = encode(&message).expect("it can be written");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            match byte {
                Some(byte) => bytes[at] = byte,
                None => bytes.truncate(at.max(1)),
            }
        }
        understood_or_named(&bytes)?;
    }
}
