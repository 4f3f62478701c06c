package studio.atelier.testkit.fake;

import java.util.Map;

/// A message a provider sends when a job is over.
///
/// @param signature name of the header that a forger gets wrong; empty if messages are not signed
public record FakeHook(Map<String, String> headers, String signature, byte[] body) {}
