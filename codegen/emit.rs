//! Writes the model as Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::case::Case;
use super::codec::Codec;
use super::json::Json;
use super::model::{Field, Item, ItemBody, Module, Presence};

/// Returns the generated source of one module: formatted types, each followed by its table of wire
/// forms with a line for each member.
pub(crate) fn module(module: &Module) -> Result<String, String> {
    let mut source = format!("// Generated from schemas/{}.json by build.rs.\n", module.name);
    for item in &module.items {
        let (types, table) = match &item.body {
            ItemBody::Struct(fields) => (structure(item, fields), object_table(item, fields)),
            ItemBody::Enum(values) => (enumeration(item, values), enum_table(item, values)),
        };
        for tokens in types {
            let file = syn::parse2(tokens).map_err(|error| {
                format!("{}: the generated source is not valid Rust: {error}", item.source)
            })?;
            source.push('\n');
            source.push_str(&prettyplease::unparse(&file));
        }
        source.push('\n');
        source.push_str(&table);
    }
    Ok(source)
}

/// Returns the source that includes all schema files of a namespace, for the Rust module that holds
/// them.
pub(crate) fn namespace(modules: &[&Module]) -> String {
    let mut source = "// Generated from schemas/ by build.rs.\n\n".to_owned();
    for module in modules {
        let file = &module.name;
        source.push_str(&format!("include!(concat!(env!(\"OUT_DIR\"), \"/{file}.rs\"));\n"));
    }
    source
}

/// Returns the list of a namespace's objects, for `schema::objects()`.
pub(crate) fn registry(modules: &[&Module]) -> String {
    let items = modules.iter().flat_map(|module| &module.items);
    let mut source = "// Generated from schemas/ by build.rs.\n\n".to_owned();
    source.push_str("objects! {\n");
    for item in items.filter(|item| matches!(item.body, ItemBody::Struct(_))) {
        source.push_str(&format!("    {},\n", item.name));
    }
    source.push_str("}\n");
    source
}

fn structure(item: &Item, fields: &[Field]) -> Vec<TokenStream> {
    let name = format_ident!("{}", item.name);
    let source = &item.source;
    let docs = docs(&item.description, source, &item.examples);
    let members = fields.iter().map(|field| {
        let (name, value) = (format_ident!("{}", field.name), value(&field.codec));
        let docs = paragraph(&field.description);
        let kind = match field.presence {
            Presence::Required | Presence::Defaulted => value,
            Presence::Optional | Presence::Identifying | Presence::Repeated => {
                quote!(Option<#value>)
            }
        };
        quote! { #docs pub #name: #kind, }
    });
    let derive_default = (!has_required(fields)).then(|| quote!(Default,));
    let structure = quote! {
        #docs
        #[derive(Clone, Debug, #derive_default PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
        }
    };
    vec![structure, constructor(item, fields)]
}

fn has_required(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.presence == Presence::Required)
}

fn constructor(item: &Item, fields: &[Field]) -> TokenStream {
    let name = format_ident!("{}", item.name);
    if !has_required(fields) {
        return quote! {
            impl #name {
                #[doc = " Creates an empty value. Set its fields by assignment."]
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
            }
        };
    }
    let required = fields.iter().filter(|field| field.presence == Presence::Required);
    let parameters = required.map(|field| {
        let (name, value) = (format_ident!("{}", field.name), value(&field.codec));
        quote!(#name: #value)
    });
    let members = fields.iter().map(|field| {
        let name = format_ident!("{}", field.name);
        match field.presence {
            Presence::Required => quote!(#name),
            Presence::Optional | Presence::Identifying | Presence::Repeated => quote!(#name: None),
            Presence::Defaulted => {
                let empty = empty(&field.codec);
                quote!(#name: #empty)
            }
        }
    });
    quote! {
        impl #name {
            #[doc = " Creates a value from the required fields. Set other fields by assignment."]
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#members),* }
            }
        }
    }
}

/// Returns the empty value of a type that can have a default.
fn empty(codec: &Codec) -> TokenStream {
    match codec {
        Codec::Boolean => quote!(false),
        Codec::Integer => quote!(0),
        Codec::List(_) => quote!(Vec::new()),
        Codec::Map(_) => quote!(BTreeMap::new()),
        _ => quote!(Text::default()),
    }
}

/// Returns the wire forms of a struct: `id: RequiredTwin<TweetId> = "id", "id_str";`.
fn object_table(item: &Item, fields: &[Field]) -> String {
    let mut table = format!("object! {{\n    {} = {:?};\n", item.name, item.source);
    for field in fields {
        let (presence, codec) = match (&field.twin, field.presence) {
            (Some(_), Presence::Repeated) => ("Repeated", wire(&field.codec)),
            (Some(_), Presence::Required) => ("RequiredTwin", value(&field.codec).to_string()),
            (Some(_), _) => ("OptionalTwin", value(&field.codec).to_string()),
            (None, Presence::Required) => ("Required", wire(&field.codec)),
            (None, Presence::Optional | Presence::Repeated) => ("Optional", wire(&field.codec)),
            (None, Presence::Identifying) => ("Identifying", wire(&field.codec)),
            (None, Presence::Defaulted) => ("Defaulted", wire(&field.codec)),
        };
        let twin = field.twin.iter().map(|twin| format!(", {twin:?}")).collect::<String>();
        let aliases = field.aliases.iter().map(|alias| format!(" | {alias:?}")).collect::<String>();
        table.push_str(&format!(
            "    {}: {presence}<{codec}> = {:?}{aliases}{twin};\n",
            field.name, field.key
        ));
    }
    table.push_str("}\n");
    table
}

fn enumeration(item: &Item, values: &[(String, String)]) -> Vec<TokenStream> {
    let name = format_ident!("{}", item.name);
    let docs = docs(&item.description, &item.source, &item.examples);
    let open = paragraph(
        "X can add values. Match the values you support, and compare others by their text, \
         `as_str()`.",
    );
    let variants = values.iter().map(|(value, description)| {
        let variant = format_ident!("{}", value.to_upper_camel_case());
        let description = paragraph(description);
        quote!(#description #variant,)
    });
    vec![quote! {
        #docs
        #[doc = ""]
        #open
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A value that is not in the schemas. `as_str()` returns it."]
            Unknown(UnknownValue),
        }
    }]
}

/// Returns the wire forms of an open enumeration: `Photo = "photo";`.
fn enum_table(item: &Item, values: &[(String, String)]) -> String {
    let mut table = format!("open_enum! {{\n    {} = {:?};\n", item.name, item.source);
    for (value, _) in values {
        table.push_str(&format!("    {} = {value:?};\n", value.to_upper_camel_case()));
    }
    table.push_str("}\n");
    table
}

fn docs(description: &str, source: &str, examples: &[Json]) -> TokenStream {
    let description = paragraph(description);
    let schema = format!(" Schema: `{source}`.");
    let examples = examples.iter().map(sample);
    quote! {
        #description
        #(#examples)*
        #[doc = ""]
        #[doc = #schema]
    }
}

/// Returns a sample of the JSON as a code block.
fn sample(example: &Json) -> TokenStream {
    let text = example.pretty();
    let lines = text.lines().map(|line| format!(" {line}"));
    quote! {
        #[doc = ""]
        #[doc = " Example JSON, in which optional members may be left out:"]
        #[doc = ""]
        #[doc = " ```json"]
        #(#[doc = #lines])*
        #[doc = " ```"]
    }
}

/// Returns a paragraph of documentation, wrapped into lines.
pub(crate) fn paragraph(text: &str) -> TokenStream {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| line.len() + word.len() > 90);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    quote!(#(#[doc = #lines])*)
}

/// Returns the type of a field's value.
fn value(codec: &Codec) -> TokenStream {
    match codec {
        Codec::Named(name) | Codec::Coded { value: name, .. } => type_path(name),
        Codec::Boolean => quote!(bool),
        Codec::Integer => quote!(i64),
        Codec::Number => quote!(f64),
        Codec::Json => quote!(Value),
        Codec::Boxed(inner) => nested("Box", inner),
        Codec::OneOrMany(inner) => nested("OneOrMany", inner),
        Codec::Wrapped(inner) => nested("Wrapped", inner),
        Codec::List(inner) => nested("Vec", inner),
        Codec::Pair(inner) => {
            let inner = value(inner);
            quote!([#inner; 2])
        }
        Codec::Map(inner) => {
            let inner = value(inner);
            quote!(BTreeMap<Text, #inner>)
        }
    }
}

/// Returns the name or the path of a type.
pub(crate) fn type_path(path: &str) -> TokenStream {
    let segments = path.split("::").map(|segment| format_ident!("{segment}"));
    quote!(#(#segments)::*)
}

fn nested(outer: &str, inner: &Codec) -> TokenStream {
    let (outer, inner) = (format_ident!("{outer}"), value(inner));
    quote!(#outer<#inner>)
}

/// Returns the codec of a field's value, as the table names it.
pub(crate) fn wire(codec: &Codec) -> String {
    match codec {
        Codec::Named(name) => name.clone(),
        Codec::Coded { codec, value } if codec.starts_with("Id") => format!("{codec}<{value}>"),
        Codec::Coded { codec, .. } => (*codec).to_owned(),
        Codec::Boolean => "Boolean".to_owned(),
        Codec::Integer => "Integer".to_owned(),
        Codec::Number => "Number".to_owned(),
        Codec::Json => "Json".to_owned(),
        Codec::Boxed(inner) => format!("Boxed<{}>", wire(inner)),
        Codec::OneOrMany(inner) => format!("OneOrMany<{}>", wire(inner)),
        Codec::Wrapped(inner) => format!("Wrapped<{}>", wire(inner)),
        Codec::List(inner) => format!("List<{}>", wire(inner)),
        Codec::Pair(inner) => format!("Pair<{}>", wire(inner)),
        Codec::Map(inner) => format!("Map<{}>", wire(inner)),
    }
}
