package studio.atelier.surfaces.s3;

import java.util.function.Consumer;

/// XML in the making: elements with text and elements within elements. Not thread-safe.
final class Xml {

    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final String root;

    /// @param namespace empty for none
    Xml(String root, String namespace) {
        this.root = root;
        out.append('<').append(root);
        if (!namespace.isEmpty()) {
            out.append(" xmlns=\"").append(namespace).append('"');
        }
        out.append('>');
    }

    Xml text(String name, String value) {
        out.append('<').append(name).append('>');
        value.chars().forEach(this::escaped);
        out.append("</").append(name).append('>');
        return this;
    }

    Xml element(String name, Consumer<Xml> content) {
        out.append('<').append(name).append('>');
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    private void escaped(int c) {
        switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&quot;");
            case '\r', '\n', '\t' -> out.append("&#").append(c).append(';');
            default -> out.append(c < ' ' ? '\ufffd' : (char) c);
        }
    }

    String end() {
        return out.append("</").append(root).append('>').toString();
    }
}
