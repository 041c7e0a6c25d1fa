// A certified OpenID Provider (npm oidc-provider) on a port of its own, with the pages on which its people sign in and agree.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after } from 'node:test';
import { fromViewer } from './browser.mjs';

/** Letters that a form, a header and an address each write in a way of their own. */
export const SECRET = 'one: two+three/four & 50%';
const AUDIENCE = 'yike-api';

const servers = [];
after(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** Who has an account there, with which password and in which groups. */
const PEOPLE = {
  chen: { password: 'a bowl of noodles', groups: ['everybody', 'planners'] },
  li: { password: 'a pot of tea', groups: ['everybody'] },
};
export const passwordOf = (name) => PEOPLE[name].password;

const ALGORITHMS = {
  ES256: ['ec', { namedCurve: 'P-256' }],
  RS256: ['rsa', { modulusLength: 2048 }],
};

const page = (title, form) => `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>
<form method="post">${form}</form><p><a href="?abort">Cancel</a></p></html>`;
const LOGIN = page('The bureau', '<label>Account <input name="login"></label> <label>Password <input name="password" type="password"></label> <button>Continue</button>');
const AGREE = page('Yike asks who you are', '<button>Agree</button>');

/** Starts one that knows the client `yike` at the origins that are named later, and ends with the tests. */
export async function bureau() {
  const { Provider } = await import(fromViewer.resolve('oidc-provider'));
  const server = createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  // By another name than the map's, so that browsers take the two for different sites.
  const issuer = `http://localhost:${server.address().port}`;
  const redirects = [];
  const codes = [];
  let provider = null;
  let handle = null;

  /** Signs with a new key alone from now on, as after a rotation; sessions there go on. */
  function sign(algorithm) {
    const { privateKey } = generateKeyPairSync(...ALGORITHMS[algorithm]);
    const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: algorithm, kid: `${algorithm} ${Date.now()}` };
    provider = new Provider(issuer, {
      clients: [
        { client_id: 'yike', client_secret: SECRET, redirect_uris: [...redirects] },
        { client_id: 'nightly', client_secret: 'for a program', redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
      ],
      clientDefaults: { id_token_signed_response_alg: algorithm },
      jwks: { keys: [key] },
      cookies: { keys: ['for the tests'] },
      pkce: { methods: ['S256'], required: () => true },
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
      // What scopes ask for stands in the token itself, as at Keycloak and Entra ID.
      conformIdTokenClaims: false,
      findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, preferred_username: id, groups: PEOPLE[id].groups }) },
      interactions: { url: (_, { uid }) => `/people/${uid}` },
      extraTokenClaims: () => ({ preferred_username: 'nightly', groups: ['planners'] }),
      renderError: (context, said) => Object.assign(context, { type: 'text', body: `${said.error}: ${said.error_description}` }),
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Grant: 3600, Session: 3600, ClientCredentials: 600 },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({ scope: 'read', audience: AUDIENCE, accessTokenFormat: 'jwt', jwt: { sign: { alg: algorithm } } }),
        },
      },
    });
    provider.on('authorization_code.consumed', (code) => codes.push(code.accountId));
    handle = provider.callback();
  }

  /** Its people's own pages: a password, then whether this client may know who they are. */
  async function people(request, response) {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    const finish = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    if (request.url.endsWith('?abort')) return finish({ error: 'access_denied', error_description: 'cancelled' });
    const show = (text) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(text);
    if (request.method === 'GET') return show(prompt.name === 'login' ? LOGIN : AGREE);
    let body = '';
    for await (const part of request) body += part;
    const form = new URLSearchParams(body);
    if (prompt.name === 'login') {
      const person = PEOPLE[form.get('login')];
      return person?.password === form.get('password') ? finish({ login: { accountId: form.get('login') } }) : show(LOGIN);
    }
    const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return finish({ consent: { grantId: await grant.save() } });
  }

  function answer(request, response) {
    if (!request.url.startsWith('/people/')) return handle(request, response);
    return people(request, response).catch((error) => response.writeHead(500).end(String(error)));
  }

  /** A token of a program, made out to the map. */
  async function token() {
    const asked = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('nightly:for+a+program').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource: 'urn:yike' }),
    });
    const told = await asked.json();
    if (!told.access_token) throw new Error(JSON.stringify(told));
    return told.access_token;
  }

  sign('ES256');
  return { issuer, codes, sign, token, leadsBackTo(origin) { redirects.push(`${origin}/sign-in/oidc/back`); sign('ES256'); } };
}

/** The settings of a map whose people sign in there. */
export const settings = (issuer, staff, secretFile) => `
[sign_in]
staff = "${staff}"

[sign_in.oidc]
issuer = "${issuer}"
client_id = "yike"
client_secret_file = "${secretFile}"
api_audience = "${AUDIENCE}"
clock_skew_seconds = 60

[[sign_in.oidc.group]]
name = "planners"
role = "planner"
`;
