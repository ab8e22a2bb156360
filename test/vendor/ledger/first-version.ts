/** Owns a ledger as the first version left it, with its rows in the tables of that version. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../../../src/log/sqlite/open.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { folder } from './file.ts'

/** In the tables of the first version. */
export const ROWS = String.raw`
INSERT INTO entry VALUES (1, 1800000000, 'vendor.created', '{"vendor":{"name":"Acme GmbH","publicKey":"abababababababababababababababababababababababababababababababab","createdAt":1800000000}}', NULL, '38345ec2fb8018c1520d59eefe3d529d10a229be9d2a752b65b16e496a6eee6a');
INSERT INTO entry VALUES (2, 1800000000, 'setting.changed', '{"name":"allowGenericKeys","value":true}', NULL, '33ef4442a4769e6b29f563120825cf2b0abc51423837470b0a668eb6c6122f6c');
INSERT INTO entry VALUES (3, 1800000000, 'product.created', '{"product":{"id":"acme.viewer","name":"Viewer","features":[{"name":"export","type":"flag","default":true,"required":false},{"name":"pages","type":"integer","required":true},{"name":"__proto__","type":"text","default":"ünïcødé","required":false}],"releases":[{"version":"1.0","releasedAt":1799999900},{"version":"2.0","releasedAt":1799999950}],"match":{"k":3,"n":5},"deactivationLimit":"unlimited","startByDays":14}}', NULL, '3ac762fc36e5e36559a45d353178b3a0e828deb35b238f76ef41621d70185e14');
INSERT INTO entry VALUES (4, 1800000000, 'product.changed', '{"product":{"id":"acme.viewer","name":"Viewer 2","features":[{"name":"export","type":"flag","default":true,"required":false},{"name":"pages","type":"integer","required":true},{"name":"__proto__","type":"text","default":"ünïcødé","required":false}],"releases":[{"version":"1.0","releasedAt":1799999900},{"version":"2.0","releasedAt":1799999950}],"match":{"k":3,"n":5},"deactivationLimit":"unlimited","startByDays":14}}', NULL, 'd6dcc427624152c03297239a1cb61da4363f1e61017567d6c74881651f68f7ff');
INSERT INTO entry VALUES (5, 1800000000, 'key.created', '{"key":{"id":"KEY-FULL","text":"KEY-FULL-SECRET","createdAt":1800000000,"entitlement":{"productId":"acme.viewer","activations":2,"floatingSeats":7,"features":[["10",true],["9",-2147483648],["__proto__","text"]],"generic":true,"maintenance":{"until":1800001000},"majorVersion":"2","expiresAt":1800002000,"duration":{"days":30,"from":"activation"},"userData":"line\nline\t\"quoted\" 🔑"}},"personal":"e4961bb077fdbf6a3b0492b5fe7095f79ef848679f93905948eaff1bd01e9803"}', '{"salt":"000102030405060708090a0b0c0d0e0f","email":"Ann@example.com","comment":"called on Monday"}', 'd7896e54e2d5cca5795f5a0711f48d70184ab0cf90579a09701036cabea2d8d7');
INSERT INTO entry VALUES (6, 1800000000, 'key.created', '{"key":{"id":"KEY-BARE","text":"KEY-BARE-SECRET","createdAt":1800000000,"entitlement":{"productId":"acme.viewer","activations":2,"features":[],"generic":false}}}', NULL, '31355c1f13775ac34f26a4fa18c564c5e619573b85c8ff5c0ceeba41344fd3ee');
INSERT INTO entry VALUES (7, 1800000000, 'activation.recorded', '{"activation":{"id":"00112233aabbccdd","keyId":"KEY-FULL","computerId":"RC9WH-5VAW1","seat":2,"begunAt":1799999000,"bound":{"fingerprint":[[1,"AAEC-vv8_f8"],[4,"AAAAAAAAAAAAAAAAAAAAAA"]],"counted":[1,4]},"computer":"0123456789abcdef","takenBy":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","installations":["cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef"],"seen":[[1,"AAEC-vv8_f8"]],"firstAt":1800000000,"lastAt":1800000000}}', NULL, '532625a019935da706ec4902772c1c6b1ac1afad21f185d9ed5c4c708c9b5020');
INSERT INTO entry VALUES (8, 1800000000, 'license.issued', '{"license":{"requestHash":"efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef","keyId":"KEY-FULL","activationId":"00112233aabbccdd","kid":"0011223344556677","payload":"oQD__g","issuedAt":1800000005}}', NULL, 'cda2dcf4130b2d7147df8ee5a3cfa4f51438cb828995d8375ff69e01a733d361');
INSERT INTO entry VALUES (9, 1800000000, 'activation.renewed', '{"activation":{"id":"00112233aabbccdd","keyId":"KEY-FULL","computerId":"RC9WH-5VAW1","seat":2,"begunAt":1799999000,"bound":{"fingerprint":[[1,"AAEC-vv8_f8"],[4,"AAAAAAAAAAAAAAAAAAAAAA"]],"counted":[1,4]},"computer":"0123456789abcdef","takenBy":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","installations":["cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef"],"seen":[[1,"AAEC-vv8_f8"]],"firstAt":1800000000,"lastAt":1800000009}}', NULL, '3c4d37c08bdab8081ea3a69d5106fec8a8203d836b4fa0f51898e2ea7935b06e');
INSERT INTO entry VALUES (10, 1800000000, 'license.issued', '{"license":{"keyId":"KEY-FULL","activationId":"00112233aabbccdd","kid":"0011223344556677","payload":"oQD__g","issuedAt":1800000005}}', NULL, '30be764f0a61aa7fe8f3d073775e4d952b5a3ed6d4a91416e3eed06972f0dc07');
INSERT INTO entry VALUES (11, 1800000000, 'kit.published', '{"productId":"acme.viewer","sequence":1,"payload":"AQID"}', NULL, '7375095aaa5ee4c9c8256d13579d7bf388e65cefb28d1c9797c8bb62bf432df4');
INSERT INTO vendor VALUES (1, 'Acme GmbH', 'abababababababababababababababababababababababababababababababab', 1800000000, 1);
INSERT INTO setting VALUES ('allowGenericKeys', 'true', 2);
INSERT INTO product VALUES (3, 'acme.viewer', '{"name":"Viewer 2","features":[{"name":"export","type":"flag","default":true,"required":false},{"name":"pages","type":"integer","required":true},{"name":"__proto__","type":"text","default":"ünïcødé","required":false}],"releases":[{"version":"1.0","releasedAt":1799999900},{"version":"2.0","releasedAt":1799999950}],"match":{"k":3,"n":5},"deactivationLimit":"unlimited","startByDays":14}', 4);
INSERT INTO activation_key VALUES (5, 'KEY-FULL', 'acme.viewer', 'Ann@example.com', 'called on Monday', '{"text":"KEY-FULL-SECRET","createdAt":1800000000,"entitlement":{"activations":2,"floatingSeats":7,"features":[["10",true],["9",-2147483648],["__proto__","text"]],"generic":true,"maintenance":{"until":1800001000},"majorVersion":"2","expiresAt":1800002000,"duration":{"days":30,"from":"activation"},"userData":"line\nline\t\"quoted\" 🔑"}}', 10);
INSERT INTO activation_key VALUES (6, 'KEY-BARE', 'acme.viewer', NULL, NULL, '{"text":"KEY-BARE-SECRET","createdAt":1800000000,"entitlement":{"activations":2,"features":[],"generic":false}}', 6);
INSERT INTO activation VALUES (7, '00112233aabbccdd', 'KEY-FULL', '{"computerId":"RC9WH-5VAW1","seat":2,"begunAt":1799999000,"bound":{"fingerprint":[[1,"AAEC-vv8_f8"],[4,"AAAAAAAAAAAAAAAAAAAAAA"]],"counted":[1,4]},"computer":"0123456789abcdef","takenBy":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","installations":["cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef"],"seen":[[1,"AAEC-vv8_f8"]],"firstAt":1800000000,"lastAt":1800000009}', 9);
INSERT INTO issued VALUES (8, 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '00112233aabbccdd');
INSERT INTO issued VALUES (10, NULL, '00112233aabbccdd');
INSERT INTO kit VALUES (11, 'acme.viewer', 1);
`
export const HEAD = '7375095aaa5ee4c9c8256d13579d7bf388e65cefb28d1c9797c8bb62bf432df4'

/** A closed file of the first version. */
export function oldLedger(rows = ROWS): string {
  const path = join(folder(), 'ledger.db')
  const db = new DatabaseSync(path)
  migrate(db, path, { applicationId: APPLICATION_ID, steps: MIGRATIONS.slice(0, 1) })
  db.exec('PRAGMA journal_mode = wal')
  db.exec(rows)
  db.close()
  return path
}
