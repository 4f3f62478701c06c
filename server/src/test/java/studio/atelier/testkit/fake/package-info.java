/// Providers that sell text, pictures, clips and sound over their own APIs, each in a process of its own, and
/// remember what they sold. One folder per API, written from its published form alone.
///
/// Prompts say how they are to be answered ([FakeMode]); keys may, too: a key that begins with `sk-wrong` meets
/// 401, with `sk-forbidden` 403, and with `fake-WORD.` (as in `fake-429.me`) WORD on every request.
@NullMarked
package studio.atelier.testkit.fake;

import org.jspecify.annotations.NullMarked;
