//! Bytes of HTML → a tree of bounded size and depth, in time that grows with the page alone.
//!
//! A parser that obeys the standard nests as deep as it is told, and opens anew in every paragraph whatever tags were left open:
//! a page of a megabyte can ask for billions of elements. So the parser gets small pieces, and the tree is looked at
//! between them.

use std::borrow::Cow;
use std::cell::Cell;

use dom_query::{Document, NodeId, NodeRef};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use crate::problem::ProblemKind;

/// Levels of nesting. What finds the article looks at the ancestors of every element, so time grows with this, too.
const DEPTH_MAX: u16 = 256;
/// Elements and comments of a tree; texts stand between them and are no more. The longest pages that people read have some 50,000.
const NODES_MAX: usize = 100_000;
/// Bytes parsed at a time.
const PIECE: usize = 1024;

/// Parses a page.
pub(super) fn parse(html: &str) -> Result<Document, ProblemKind> {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let mut parser = parse_document(Guarded::default(), ParseOpts { tree_builder, ..ParseOpts::default() });
    let mut rest = html;
    while !rest.is_empty() {
        let end = (0..=PIECE.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end));
        let (piece, later) = rest.split_at(end.unwrap_or(rest.len()));
        parser.process(StrTendril::from_slice(piece));
        parser.tokenizer.sink.sink.check()?;
        rest = later;
    }
    let guarded = parser.finish();
    guarded.check()?;
    match depth(&guarded.document) {
        0..=DEPTH_MAX => Ok(guarded.document),
        _ => Err(ProblemKind::Page(TOO_DEEP)),
    }
}

const TOO_DEEP: &str = "its tags are nested more than 256 deep";
const TOO_LARGE: &str = "it has more than 100,000 elements";

/// Levels of nesting as the tree ended up.
fn depth(document: &Document) -> u16 {
    let (mut depth, mut deepest) = (0u16, 0);
    let root = document.root();
    let mut node = root;
    loop {
        if let Some(child) = node.first_child() {
            depth = depth.saturating_add(1);
            deepest = deepest.max(depth);
            node = child;
            continue;
        }
        loop {
            if node.id == root.id {
                return deepest;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return deepest };
            depth = depth.saturating_sub(1);
            node = parent;
        }
    }
}

/// A document that is being built.
#[derive(Default)]
struct Guarded {
    document: Document,
    nodes: Cell<usize>,
    /// The element that was made last.
    last: Cell<Option<NodeId>>,
}

impl Guarded {
    fn check(&self) -> Result<(), ProblemKind> {
        // A piece can nest a few hundred levels deeper than where it began, and not more.
        let last = self.last.get().map(|id| NodeRef::new(id, &self.document.tree));
        let levels = last.map_or(0, |node| node.ancestors_it(None).take(usize::from(DEPTH_MAX) + 1).count());
        if levels > usize::from(DEPTH_MAX) {
            return Err(ProblemKind::Page(TOO_DEEP));
        }
        if self.nodes.get() > NODES_MAX {
            return Err(ProblemKind::Page(TOO_LARGE));
        }
        Ok(())
    }

    fn count(&self) {
        self.nodes.set(self.nodes.get() + 1);
    }
}

impl TreeSink for Guarded {
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;
    type Output = Self;
    type Handle = NodeId;

    fn finish(self) -> Self {
        self
    }

    /// Nobody asks for them, and there may be one a byte.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.count();
        let element = self.document.create_element(name, attributes, flags);
        self.last.set(Some(element));
        element
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.count();
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.count();
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    /// A second `<body>` may bring attributes of its own, a page of them any number. None says anything about the text.
    fn add_attrs_if_missing(&self, _: &NodeId, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}
