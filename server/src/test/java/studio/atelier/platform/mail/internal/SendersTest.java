package studio.atelier.platform.mail.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Sender;
import studio.atelier.platform.mail.Sender.Delivery;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// The three senders against servers on this machine, and the worker that retries.
@WithDatabase
class SendersTest {

    private static final Message.Email LETTER =
            new Message.Email("ada@example.org", "signup", "Grüße", "The code is 123456", "<p>The code is 123456</p>");

    private final TestDatabase database;

    SendersTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void writesTextAndHtmlToAMailServer() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<List<String>> heard = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> heard.completeAsync(() -> receive(server, "250 ok")));

            Delivery delivery = smtp(server.getLocalPort()).send(LETTER);

            assertThat(delivery).isEqualTo(new Delivery.Sent());
            String all = String.join("\n", heard.get());
            assertThat(all)
                    .contains("MAIL FROM:<studio@example.org>", "RCPT TO:<ada@example.org>")
                    .contains("multipart/alternative", "text/plain", "text/html", "The code is 123456")
                    .contains("Auto-Submitted: auto-generated", "Subject: =?UTF-8?");
        }
    }

    @Test
    void triesAgainWhenTheMailServerIsAway() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        assertThat(smtp(port).send(LETTER)).isInstanceOf(Delivery.Delayed.class);
    }

    @Test
    void givesUpWhereTheMailServerRefusesTheAddress() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> receive(server, "550 no such person"));

            assertThat(smtp(server.getLocalPort()).send(LETTER)).isInstanceOf(Delivery.Refused.class);
        }
    }

    @Test
    void asksResendAndTwilioInTheirOwnWords() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = answering(asked, 200);
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (var outbound = outbound(server)) {
            var resend = new ResendMail(
                    new MailSettings.Mail.Resend(new Secret("re_key"), url), "Studio <studio@example.org>", outbound);
            var twilio =
                    new TwilioSms(new MailSettings.Sms.Twilio("AC1", new Secret("token"), "+4930111", url), outbound);

            assertThat(resend.send(LETTER)).isEqualTo(new Delivery.Sent());
            assertThat(twilio.send(new Message.Sms("4915111", "sms", "Your code is 1")))
                    .isEqualTo(new Delivery.Sent());
        } finally {
            server.stop(0);
        }
        assertThat(asked.getFirst())
                .startsWith("POST /emails Bearer re_key ")
                .contains("\"from\":\"Studio <studio@example.org>\"", "\"to\":[\"ada@example.org\"]", "\"html\"");
        assertThat(asked.getLast())
                .startsWith("POST /2010-04-01/Accounts/AC1/Messages.json Basic QUMxOnRva2Vu ")
                .endsWith("To=%2B4915111&From=%2B4930111&Body=Your+code+is+1");
    }

    @Test
    void tellsARefusalFromABadMoment() throws Exception {
        for (var expected : Map.<Integer, Class<?>>of(
                        422, Delivery.Refused.class, 429, Delivery.Delayed.class, 503, Delivery.Delayed.class)
                .entrySet()) {
            HttpServer server = answering(new ArrayList<>(), expected.getKey());
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            try (var outbound = outbound(server)) {
                var resend = new ResendMail(new MailSettings.Mail.Resend(new Secret("k"), url), "a@b.c", outbound);
                assertThat(resend.send(LETTER)).as("%s", expected.getKey()).isInstanceOf(expected.getValue());
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void sendsWhatIsDueOnceAndKeepsNoTextOfIt() {
        var store = new MessageStore();
        List<Message> sent = new ArrayList<>();
        List<Delivery> answers = new ArrayList<>(List.of(new Delivery.Delayed("away"), new Delivery.Sent()));
        Sender sender = message -> {
            sent.add(message);
            return answers.removeFirst();
        };
        var signals = new studio.atelier.platform.events.Signals(() -> {
            throw new java.sql.SQLException("not listening");
        });
        var dispatcher = new Dispatcher(database.transactions(), store, signals, new Dispatcher.Senders(sender, null));
        var settings = new MailSettings(
                new MailSettings.Mail.Resend(new Secret("k"), URI.create("https://example.org")),
                new MailSettings.Sms.Sink(),
                "a@b.c");
        var outbox = new studio.atelier.platform.mail.Outbox(settings, signals, database.ids());
        database.transactions().asSystem("test", tx -> outbox.leave(tx, LETTER));

        assertThat(dispatcher.sendNext()).isTrue();
        assertThat(dispatcher.sendNext()).as("not before its time").isFalse();
        assertThat(row("state")).isEqualTo("pending");
        assertThat(row("error")).isEqualTo("away");
        database.asOwner().sql("update atelier.messages set due_at = now()").update();
        assertThat(dispatcher.sendNext()).isTrue();

        assertThat(sent).containsExactly(LETTER, LETTER);
        assertThat(row("state")).isEqualTo("sent");
        assertThat(row("coalesce(body_text, '') || coalesce(body_html, '')")).isEmpty();
        assertThat(dispatcher.sendNext()).isFalse();
    }

    private String row(String column) {
        return database.asOwner()
                .sql("select " + column + " from atelier.messages")
                .query(String.class)
                .single();
    }

    private static SmtpMail smtp(int port) {
        return new SmtpMail(
                new MailSettings.Mail.Smtp(
                        "127.0.0.1", port, MailSettings.Security.NONE, Optional.empty(), Optional.empty()),
                "Studio <studio@example.org>");
    }

    /// One conversation of SMTP; `recipient` answers the address.
    private static List<String> receive(ServerSocket server, String recipient) {
        List<String> heard = new ArrayList<>();
        try (Socket socket = server.accept();
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            say(socket, "220 here");
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (data) {
                    data = !line.equals(".");
                    if (!data) {
                        say(socket, "250 taken");
                    }
                } else if (line.startsWith("RCPT")) {
                    say(socket, recipient);
                } else if (line.startsWith("DATA")) {
                    data = true;
                    say(socket, "354 go on");
                } else if (line.startsWith("QUIT")) {
                    say(socket, "221 bye");
                    return heard;
                } else {
                    say(socket, "250 ok");
                }
            }
        } catch (IOException failure) {
            heard.add(failure.toString());
        }
        return heard;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static HttpServer answering(List<String> asked, int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Outbound outbound(HttpServer server) {
        return new Outbound(OutboundSettings.read(new SettingsReader(Map.of(
                "ATELIER_OUTBOUND_ALLOW", "127.0.0.1:" + server.getAddress().getPort()))));
    }
}
