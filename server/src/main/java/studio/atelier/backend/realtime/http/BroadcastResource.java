package studio.atelier.backend.realtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.realtime.RealtimeProblem;
import studio.atelier.backend.realtime.RealtimeSettings;
import studio.atelier.backend.realtime.channel.Announcements;
import studio.atelier.backend.realtime.channel.Announcements.Announcement;
import studio.atelier.backend.realtime.wire.Malformed;
import studio.atelier.backend.realtime.wire.Reading;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Means;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Broadcasts by REST, for programs without a socket. Source: wire reference 5.5, 8.6.
@RestController
class BroadcastResource {

    private static final int BATCH_MAX = 100;
    private static final int NAME_LENGTH_MAX = 1_024;
    private static final String JSON_TYPE = "application/json";
    private static final String BYTES_TYPE = "application/octet-stream";

    private final Announcements announcements;
    private final RealtimeSettings settings;
    private final JsonMapper json = JsonMapper.shared();

    BroadcastResource(Announcements announcements, RealtimeSettings settings) {
        this.announcements = announcements;
        this.settings = settings;
    }

    @PostMapping("/realtime/v1/api/broadcast")
    ResponseEntity<Void> batch(HttpServletRequest request, @RequestBody(required = false) byte[] body) {
        Actor actor = caller(request);
        JsonNode messages = read(body).path("messages");
        Faults faults = new Faults();
        if (!messages.isArray()) {
            faults.add("/messages", "required", "can't be blank");
        } else if (messages.size() > BATCH_MAX) {
            throw RealtimeProblem.BATCH_TOO_LARGE.problem();
        }
        List<Announcement> read = new ArrayList<>();
        for (int at = 0; at < messages.size(); at++) {
            read.add(announcement(messages.get(at), "/messages/" + at, faults));
        }
        refuse(faults);
        announcements.tell(actor, Handshake.headers(request), read);
        return accepted();
    }

    @PostMapping("/realtime/v1/api/broadcast/{topic}/events/{event}")
    ResponseEntity<Void> single(
            HttpServletRequest request,
            @PathVariable String topic,
            @PathVariable String event,
            @RequestParam(name = "private", defaultValue = "false") String isPrivate,
            @RequestBody(required = false) byte[] body) {
        Actor actor = caller(request);
        String type = request.getContentType() == null
                ? ""
                : request.getContentType()
                        .toLowerCase(Locale.ROOT)
                        .split(";", 2)[0]
                        .strip();
        if (!type.equals(JSON_TYPE) && !type.equals(BYTES_TYPE)) {
            throw RealtimeProblem.TYPE_UNSUPPORTED.problem();
        }
        byte[] payload = body == null ? new byte[0] : body;
        boolean isJson = type.equals(JSON_TYPE);
        Faults faults = new Faults();
        checkName(topic, "/topic", faults);
        checkName(event, "/event", faults);
        checkPayload(payload, isJson, "/payload", faults);
        refuse(faults);
        announcements.tell(
                actor,
                Handshake.headers(request),
                List.of(new Announcement(topic, event, isPrivate.equals("true"), isJson, payload)));
        return accepted();
    }

    private static Actor caller(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (caller.means() == Means.NOTHING) {
            throw RealtimeProblem.UNAUTHORIZED.problem();
        }
        return caller.actor();
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body == null ? new byte[0] : body);
        } catch (JacksonException _) {
            throw RealtimeProblem.BODY_INVALID.problem();
        }
    }

    private Announcement announcement(JsonNode message, String pointer, Faults faults) {
        String topic = message.path("topic").asString("");
        String event = message.path("event").asString("");
        checkName(topic, pointer + "/topic", faults);
        checkName(event, pointer + "/event", faults);
        JsonNode payload = message.path("payload");
        if (!payload.isObject() && !payload.isArray()) {
            faults.add(pointer + "/payload", "required", payload.isMissingNode() ? "can't be blank" : "is invalid");
        }
        byte[] bytes = payload.toString().getBytes(UTF_8);
        if (bytes.length > settings.payloadBytesMax()) {
            faults.add(pointer + "/payload", "too_large", "Payload size exceeds tenant limit");
        }
        return new Announcement(topic, event, message.path("private").asBoolean(false), true, bytes);
    }

    private static void checkName(String name, String pointer, Faults faults) {
        if (name.isBlank()) {
            faults.add(pointer, "required", "can't be blank");
        } else if (name.length() > NAME_LENGTH_MAX || !UTF_8.newEncoder().canEncode(name)) {
            faults.add(pointer, "invalid", "is invalid");
        }
    }

    private void checkPayload(byte[] payload, boolean isJson, String pointer, Faults faults) {
        if (payload.length > settings.payloadBytesMax()) {
            faults.add(pointer, "too_large", "Payload size exceeds tenant limit");
        }
        if (isJson) {
            try {
                Reading.checkJson(payload);
            } catch (Malformed _) {
                faults.add(pointer, "invalid", "is invalid");
            }
        }
    }

    private static void refuse(Faults faults) {
        if (faults.any()) {
            throw Problem.of(RealtimeProblem.BODY_INVALID, RealtimeProblem.BODY_INVALID.action())
                    .withFaults(faults.found())
                    .exception();
        }
    }

    private static ResponseEntity<Void> accepted() {
        return ResponseEntity.status(HttpStatus.ACCEPTED).build();
    }
}
