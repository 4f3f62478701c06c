package studio.atelier.surfaces.openai;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A form with files, as the official clients send it: fields are letters, a list is a name that comes again
/// or ends in `[]`. Files lie on disk until [#close].
///
/// @param fields texts, and lists of texts
/// @param files  in order, by name without `[]`
record Form(ObjectNode fields, Map<String, List<Part>> files) implements AutoCloseable {

    private static final int PARTS_MAX = 64;
    private static final int FIELD_BYTES_MAX = 256 << 10;
    private static final String LIST = "[]";

    static boolean sent(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /// @throws studio.atelier.platform.problem.ProblemException `http.body_too_large`, `http.body_malformed`
    static Form read(HttpServletRequest request) throws IOException, ServletException {
        var form = new Form(JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>());
        var parts = request.getParts();
        if (parts.size() > PARTS_MAX) {
            throw HttpProblem.BODY_TOO_LARGE.problem("A form here has at most " + PARTS_MAX + " parts.");
        }
        for (Part part : parts) {
            form.take(part);
        }
        return form;
    }

    private void take(Part part) throws IOException {
        String given = part.getName() == null ? "" : part.getName();
        boolean list = given.endsWith(LIST);
        String name = list ? given.substring(0, given.length() - LIST.length()) : given;
        if (part.getSubmittedFileName() != null) {
            files.computeIfAbsent(name, _ -> new ArrayList<>()).add(part);
            return;
        }
        if (part.getSize() > FIELD_BYTES_MAX) {
            throw Problem.of(HttpProblem.BODY_TOO_LARGE, "A field of a form has at most " + FIELD_BYTES_MAX + " bytes.")
                    .exception();
        }
        try (InputStream content = part.getInputStream()) {
            add(name, list, new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void add(String name, boolean list, String text) {
        if (fields.get(name) instanceof ArrayNode several) {
            several.add(text);
        } else if (list) {
            fields.putArray(name).add(text);
        } else {
            fields.put(name, text);
        }
    }

    /// The files of this name, which are not there afterwards; what is left at the end was not asked for.
    List<Part> takeFiles(String name) {
        List<Part> found = files.remove(name);
        return found == null ? List.of() : found;
    }

    @Override
    public void close() throws IOException {
        for (List<Part> parts : files.values()) {
            for (Part part : parts) {
                part.delete();
            }
        }
    }
}
