package studio.atelier.surfaces.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The two bodies that S3 sends as XML. The reader knows no document types and no entities of the sender's:
/// a body can neither reach out nor grow.
final class XmlBody {

    private static final int BYTES_MAX = 4 << 20;
    private static final XMLInputFactory FACTORY = factory();

    private XmlBody() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing is resolved");
        });
        return factory;
    }

    /// A part as the client lists it.
    record ListedPart(int number, String etag) {}

    /// @throws studio.atelier.platform.problem.ProblemException `s3.malformed_xml`
    static List<ListedPart> parts(InputStream body, int max) throws IOException {
        List<ListedPart> parts = new ArrayList<>();
        read(body, "CompleteMultipartUpload", "Part", max, fields -> {
            try {
                parts.add(new ListedPart(
                        Integer.parseInt(fields.getOrDefault("PartNumber", "").strip()),
                        fields.getOrDefault("ETag", "").strip().replace("\"", "")));
            } catch (NumberFormatException _) {
                throw S3Problem.MALFORMED_XML.problem();
            }
        });
        return parts;
    }

    /// Which objects to remove.
    ///
    /// @param quiet only failures are answered
    record Removal(List<String> keys, boolean quiet) {}

    /// @throws studio.atelier.platform.problem.ProblemException `s3.malformed_xml`
    static Removal removal(InputStream body, int max) throws IOException {
        List<String> keys = new ArrayList<>();
        boolean quiet = read(body, "Delete", "Object", max, fields -> keys.add(fields.getOrDefault("Key", "")));
        return new Removal(keys, quiet);
    }

    private interface Item {
        void take(Map<String, String> fields);
    }

    /// @return whether `Quiet` was said
    private static boolean read(InputStream body, String root, String item, int max, Item items) throws IOException {
        byte[] bytes = body.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw S3Problem.MALFORMED_XML.problem();
        }
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(bytes), "UTF-8");
            if (reader.nextTag() != XMLStreamConstants.START_ELEMENT
                    || !reader.getLocalName().equals(root)) {
                throw S3Problem.MALFORMED_XML.problem();
            }
            boolean quiet = false;
            int count = 0;
            while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
                if (reader.getLocalName().equals(item)) {
                    if (++count > max) {
                        throw S3Problem.MALFORMED_XML.problem();
                    }
                    items.take(fields(reader));
                } else {
                    boolean said = reader.getLocalName().equals("Quiet");
                    String text = text(reader);
                    quiet |= said && text.equals("true");
                }
            }
            return quiet;
        } catch (XMLStreamException _) {
            throw S3Problem.MALFORMED_XML.problem();
        }
    }

    private static Map<String, String> fields(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> fields = new HashMap<>();
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            fields.put(reader.getLocalName(), text(reader));
        }
        return fields;
    }

    /// The reader's own way to ask for a text passes over an entity that nobody declared.
    private static String text(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            switch (reader.getEventType()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    // Says nothing.
                }
                default -> throw S3Problem.MALFORMED_XML.problem();
            }
        }
        return text.toString();
    }
}
