/// A provider that sells text and pictures over OpenAI's API, in a process of its own, and remembers what
/// it sold.
@NullMarked
package studio.atelier.testkit.fake;

import org.jspecify.annotations.NullMarked;
