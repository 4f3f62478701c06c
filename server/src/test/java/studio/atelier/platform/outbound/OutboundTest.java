package studio.atelier.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.outbound.Outcome.Answered;
import studio.atelier.platform.outbound.Outcome.NotSent;
import studio.atelier.platform.outbound.Outcome.SentNoAnswer;
import studio.atelier.platform.settings.Secret;

class OutboundTest {

    private static final String CANARY = "sk-canary-7f3a";
    private static final OutboundLimits LIMITS =
            new OutboundLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), 1 << 20, 5);

    private final Map<String, Deque<String>> names = new HashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void answersWithStatusHeadersAndBody() throws IOException {
        RawServer server =
                server(RawServer.answering("HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 2\r\n\r\nhi"));

        try (Answered answer = answered(outbound(server).send(OutboundCall.get(at(server, "/a?b=c"), LIMITS)))) {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.header("x-id")).contains("7");
            assertThat(answer.text(100)).isEqualTo("hi");
        }
        assertThat(server.heads())
                .singleElement()
                .asString()
                .startsWith("GET /a?b=c HTTP/1.1")
                .contains("Host: 127.0.0.1");
    }

    @Test
    void saysNotSentWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }

        Outcome outcome = outbound("127.0.0.1:" + port).send(post(URI.create("http://127.0.0.1:" + port + "/")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NotSent.class, not -> assertThat(not.reason()).isEqualTo(NotSent.Obstacle.CONNECT_FAILED));
    }

    @Test
    void saysNotSentWhenTheNameDoesNotExist() {
        Outcome outcome = outbound().send(post(URI.create("https://nowhere.test/")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NotSent.class, not -> assertThat(not.reason()).isEqualTo(NotSent.Obstacle.NAME_UNKNOWN));
    }

    @Test
    void saysNotSentWhenTheAddressIsPrivate() {
        names("inside.test", "10.0.0.1");

        Outcome outcome = outbound().send(post(URI.create("https://inside.test/")));

        assertThat(outcome).isInstanceOfSatisfying(NotSent.class, not -> {
            assertThat(not.reason()).isEqualTo(NotSent.Obstacle.ADDRESS_REFUSED);
            assertThat(not.detail()).contains("ATELIER_OUTBOUND_ALLOW");
        });
    }

    @Test
    void saysNotSentForAHeaderThatCannotBeSentAndDoesNotQuoteIt() {
        names("example.test", "93.184.216.34");

        Outcome outcome = outbound()
                .send(post(URI.create("https://example.test/")).with("Authorization", new Secret(CANARY + "\r\nX: y")));

        assertThat(outcome).isInstanceOfSatisfying(NotSent.class, not -> {
            assertThat(not.reason()).isEqualTo(NotSent.Obstacle.REQUEST_INVALID);
            assertThat(not.toString()).doesNotContain(CANARY);
        });
    }

    @Test
    void saysSentWhenTheServerHangsUpAfterTheHead() {
        RawServer server = server(new RawServer((socket, self) -> self.readHead(socket)));

        Outcome outcome = outbound(server).send(post(at(server, "/")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SentNoAnswer.class,
                        sent -> assertThat(sent.reason()).isEqualTo(SentNoAnswer.Silence.CONNECTION_BROKEN));
        assertThat(server.heads()).as("a POST is never repeated").hasSize(1);
    }

    @Test
    void saysSentWhenTheServerHangsUpWithinTheHead() {
        RawServer server = server(new RawServer((socket, _) -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        }));

        Outcome outcome = outbound(server).send(post(at(server, "/")));

        assertThat(outcome).isInstanceOf(SentNoAnswer.class);
    }

    @Test
    void saysSentWhenTheServerHangsUpWithinTheAnswersHead() {
        RawServer server = server(new RawServer((socket, self) -> {
            self.readHead(socket);
            self.write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
        }));

        Outcome outcome = outbound(server).send(post(at(server, "/")));

        assertThat(outcome).isInstanceOf(SentNoAnswer.class);
    }

    @Test
    void breaksTheBodyThatIsCutOff() {
        RawServer server = server(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"));

        try (Answered answer = answered(outbound(server).send(post(at(server, "/"))))) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void saysSentWhenNoAnswerComesInTime() {
        RawServer server = server(new RawServer((socket, self) -> {
            self.readHead(socket);
            self.stall();
        }));
        var limits = new OutboundLimits(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(10), 100, 0);

        Outcome outcome = outbound(server).send(OutboundCall.postJson(at(server, "/"), "{}", limits));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SentNoAnswer.class,
                        sent -> assertThat(sent.reason()).isEqualTo(SentNoAnswer.Silence.TIMED_OUT));
    }

    @Test
    void saysSentWhenInterrupted() throws InterruptedException {
        var arrived = new CountDownLatch(1);
        RawServer server = server(new RawServer((socket, self) -> {
            self.readHead(socket);
            arrived.countDown();
            self.stall();
        }));
        var result = new CompletableFuture<Outcome>();
        var flag = new CompletableFuture<Boolean>();
        Thread caller = Thread.ofVirtual().start(() -> {
            result.complete(outbound(server).send(post(at(server, "/"))));
            flag.complete(Thread.currentThread().isInterrupted());
        });

        arrived.await();
        caller.interrupt();

        assertThat(result.join())
                .isInstanceOfSatisfying(
                        SentNoAnswer.class,
                        sent -> assertThat(sent.reason()).isEqualTo(SentNoAnswer.Silence.INTERRUPTED));
        assertThat(flag.join()).isTrue();
    }

    @Test
    void cutsABodyThatIsTooLarge() {
        RawServer server =
                server(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + "x".repeat(200)));
        OutboundLimits limits = LIMITS.withBodyBytesMax(100);

        try (Answered answer = answered(outbound(server).send(OutboundCall.get(at(server, "/"), limits)))) {
            assertThatThrownBy(() -> answer.body().readAllBytes())
                    .isInstanceOfSatisfying(
                            BodyFault.class, fault -> assertThat(fault.kind()).isEqualTo(BodyFault.Kind.TOO_LARGE));
        }
    }

    @Test
    void cutsABodyThatStalls() {
        RawServer server = server(new RawServer((socket, self) -> {
            self.readHead(socket);
            self.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nxx");
            self.stall();
        }));
        var limits = new OutboundLimits(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(10), 1000, 0);

        try (Answered answer = answered(outbound(server).send(OutboundCall.get(at(server, "/"), limits)))) {
            assertThatThrownBy(() -> answer.body().readAllBytes())
                    .isInstanceOfSatisfying(
                            BodyFault.class, fault -> assertThat(fault.kind()).isEqualTo(BodyFault.Kind.IDLE_TOO_LONG));
        }
    }

    @Test
    void cutsABodyThatDripsForEver() {
        RawServer server = server(new RawServer((socket, self) -> {
            self.readHead(socket);
            self.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
            while (!socket.isClosed()) {
                self.write(socket, "x");
            }
        }));
        var limits =
                new OutboundLimits(Duration.ofMillis(400), Duration.ofSeconds(5), Duration.ofMillis(400), 1 << 30, 0);

        try (Answered answer = answered(outbound(server).send(OutboundCall.get(at(server, "/"), limits)))) {
            assertThatThrownBy(() -> answer.body().readAllBytes())
                    .isInstanceOfSatisfying(
                            BodyFault.class,
                            fault -> assertThat(fault.kind()).isEqualTo(BodyFault.Kind.TOTAL_TOO_LONG));
        }
    }

    @Test
    void sendsAStreamWithItsLength() throws IOException {
        RawServer server = server(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        var content = new OutboundCall.Payload.Content(5, () -> new java.io.ByteArrayInputStream(new byte[5]));
        var call = new OutboundCall("PUT", at(server, "/"), Map.of(), content, LIMITS);

        answered(outbound(server).send(call)).close();

        assertThat(server.heads()).singleElement().asString().containsIgnoringCase("content-length: 5");
    }

    @Test
    void followsARedirectAndDropsCredentialsOnAnotherHost() throws IOException {
        RawServer target = server(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        RawServer first = server(RawServer.answering("HTTP/1.1 302 Found\r\nLocation: http://other.test:"
                + target.port() + "/file\r\nContent-Length: 0\r\n\r\n"));
        names("other.test", "127.0.0.1");
        Outbound outbound = outbound("127.0.0.1:" + first.port(), "other.test:" + target.port());
        OutboundCall call = OutboundCall.get(at(first, "/"), LIMITS)
                .with("Authorization", new Secret("Bearer " + CANARY))
                .with("X-Api-Key", new Secret(CANARY))
                .with("Cookie", new Secret(CANARY))
                .with("Accept", "image/*");

        try (Answered answer = answered(outbound.send(call))) {
            assertThat(answer.text(10)).isEqualTo("ok");
        }
        assertThat(first.heads()).singleElement().asString().contains(CANARY);
        assertThat(target.heads())
                .singleElement()
                .asString()
                .doesNotContain(CANARY)
                .contains("image/*", "other.test:" + target.port());
    }

    @Test
    void keepsCredentialsOnTheSameHost() throws IOException {
        RawServer server = server(new RawServer((socket, self) -> {
            String head = self.readHead(socket);
            self.write(
                    socket,
                    head.startsWith("GET /a ")
                            ? "HTTP/1.1 307 Again\r\nLocation: /b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }));

        answered(outbound(server)
                        .send(OutboundCall.get(at(server, "/a"), LIMITS).with("Authorization", new Secret(CANARY))))
                .close();

        assertThat(server.heads()).hasSize(2).last().asString().contains(CANARY);
    }

    @Test
    void doesNotFollowARedirectToAPrivateAddress() {
        RawServer server = server(RawServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n"));

        Outcome outcome = outbound(server).send(OutboundCall.get(at(server, "/"), LIMITS));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SentNoAnswer.class,
                        sent -> assertThat(sent.reason()).isEqualTo(SentNoAnswer.Silence.REDIRECT_REFUSED));
    }

    @Test
    void doesNotFollowRedirectsWithoutEnd() {
        RawServer server = server(new RawServer((socket, self) -> {
            self.readHead(socket);
            self.write(
                    socket, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }));

        Outcome outcome = outbound(server).send(OutboundCall.get(at(server, "/"), LIMITS));

        assertThat(outcome).isInstanceOf(SentNoAnswer.class);
        assertThat(server.heads()).hasSize(1 + LIMITS.redirectsMax());
    }

    @Test
    void leavesARedirectOfAPostToTheCaller() {
        RawServer server = server(
                RawServer.answering("HTTP/1.1 307 Elsewhere\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));

        try (Answered answer = answered(outbound(server).send(post(at(server, "/"))))) {
            assertThat(answer.status()).isEqualTo(307);
        }
        assertThat(server.heads()).hasSize(1);
    }

    @Test
    void asksForANameOnceAndConnectsToWhatItChecked() throws IOException {
        RawServer server =
                server(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        names("rebind.test", "127.0.0.1", "127.0.0.2");
        Outbound outbound = outbound("rebind.test:" + server.port());

        answered(outbound.send(OutboundCall.get(URI.create("http://rebind.test:" + server.port() + "/"), LIMITS)))
                .close();

        assertThat(names.get("rebind.test")).as("answers not used").containsExactly("127.0.0.2");
        assertThat(server.heads()).singleElement().asString().contains("Host: rebind.test:" + server.port());
    }

    @Test
    void pinsANameForTheWholeJvmWhileACallIsOnItsWay() throws UnknownHostException {
        PinnedNames.install();
        List<InetAddress> checked = List.of(InetAddress.ofLiteral("192.0.2.77"));

        PinnedNames.hold("pinned-for-a-while.test", checked);
        try {
            assertThat(InetAddress.getAllByName("Pinned-For-A-While.test"))
                    .extracting(InetAddress::getHostAddress)
                    .containsExactly("192.0.2.77");
        } finally {
            PinnedNames.release("pinned-for-a-while.test");
        }
        assertThatThrownBy(() -> PinnedNames.lookUp("pinned-for-a-while.test"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void doesNotTrustWhatTheJvmRemembersOfAName() throws UnknownHostException {
        // Other code asked for the name when it was private; the JVM remembers that for some seconds.
        PinnedNames.install();
        PinnedNames.hold("remembered.test", List.of(InetAddress.ofLiteral("127.0.0.1")));
        InetAddress.getAllByName("remembered.test");
        PinnedNames.release("remembered.test");
        names("remembered.test", "93.184.216.34");

        Outcome outcome = outbound().send(post(URI.create("https://remembered.test/")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        NotSent.class, not -> assertThat(not.reason()).isEqualTo(NotSent.Obstacle.ADDRESS_REFUSED));
    }

    @Test
    void saysBeforehandWhatItWouldRefuse() {
        names("inside.test", "10.0.0.1");
        names("outside.test", "93.184.216.34");
        Outbound outbound = outbound();

        assertThat(outbound.refusal(URI.create("https://inside.test/v1"))).isPresent();
        assertThat(outbound.refusal(URI.create("http://outside.test/v1"))).isPresent();
        assertThat(outbound.refusal(URI.create("https://outside.test/v1"))).isEmpty();
        assertThat(outbound.refusal(URI.create("https://not-yet.test/v1"))).isEmpty();
    }

    private OutboundCall post(URI uri) {
        return OutboundCall.postJson(uri, "{\"prompt\":\"x\"}", LIMITS);
    }

    private static Answered answered(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Answered.class);
        return (Answered) outcome;
    }

    private static URI at(RawServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private RawServer server(RawServer server) {
        open.push(server);
        return server;
    }

    private Outbound outbound(RawServer server) {
        return outbound("127.0.0.1:" + server.port());
    }

    private Outbound outbound(String... allowed) {
        Set<HostPort> places = Arrays.stream(allowed).map(HostPort::parse).collect(Collectors.toSet());
        Outbound outbound = new Outbound(new OutboundSettings(places, Duration.ofSeconds(5)), this::lookUp, null);
        open.push(outbound);
        return outbound;
    }

    private void names(String host, String... answers) {
        names.put(host, new ArrayDeque<>(List.of(answers)));
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        Deque<String> answers = names.getOrDefault(host, new ArrayDeque<>());
        if (answers.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.ofLiteral(answers.pop()));
    }
}
