package studio.atelier.engine.media.internal.format;

import java.nio.charset.StandardCharsets;
import studio.atelier.engine.media.Provenance;

/// Provenance as an XMP packet: IPTC's digital source type and AI properties, Dublin Core, our own few.
final class Xmp {

    /// A packet must fit into one JPEG segment of 65,533 bytes, and a letter may take 6 as an entity or 4
    /// in UTF-8.
    private static final int PROMPT_MAX = 8_000;

    private static final int DETAIL_MAX = 500;

    private Xmp() {}

    static byte[] packet(Provenance made) {
        String prompt = escape(made.prompt(), PROMPT_MAX);
        var text = new StringBuilder(2048)
                .append("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n")
                .append("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">")
                .append("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
                .append("<rdf:Description rdf:about=\"\"")
                .append(" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"")
                .append(" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"")
                .append(" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"")
                .append(" xmlns:atelier=\"urn:atelier:generation:1.0:\"");
        attribute(text, "xmp:CreatorTool", "Atelier");
        attribute(text, "xmp:CreateDate", made.createdAt().toString());
        attribute(text, "Iptc4xmpExt:DigitalSourceType", made.sourceType().uri());
        attribute(text, "Iptc4xmpExt:AISystemUsed", made.system());
        if (made.seed() != null) {
            attribute(text, "atelier:seed", Long.toString(made.seed()));
        }
        if (made.generationId() != null) {
            attribute(text, "atelier:generation", made.generationId());
        }
        made.details().entrySet().stream()
                .filter(detail -> detail.getKey().matches("[a-z][a-z0-9_]{0,40}"))
                .sorted(java.util.Map.Entry.comparingByKey())
                .limit(20)
                .forEach(detail -> attribute(text, "atelier:" + detail.getKey(), detail.getValue()));
        text.append(">\n<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">")
                .append(prompt)
                .append("</rdf:li></rdf:Alt></dc:description>\n")
                .append("<Iptc4xmpExt:AIPromptInformation>")
                .append(prompt)
                .append("</Iptc4xmpExt:AIPromptInformation>\n")
                .append("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void attribute(StringBuilder text, String name, String value) {
        text.append(' ')
                .append(name)
                .append("=\"")
                .append(escape(value, DETAIL_MAX))
                .append('"');
    }

    /// For element and attribute; what XML cannot hold is left out.
    static String escape(String value, int lengthMax) {
        var text = new StringBuilder(value.length() + 16);
        value.codePoints().limit(lengthMax).forEach(letter -> {
            switch (letter) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                case '\n', '\r', '\t' -> text.append(' ');
                default -> {
                    boolean allowed = (letter >= 0x20 && letter <= 0xd7ff)
                            || (letter >= 0xe000 && letter <= 0xfffd)
                            || letter >= 0x10000;
                    if (allowed) {
                        text.appendCodePoint(letter);
                    }
                }
            }
        });
        return text.toString();
    }
}
