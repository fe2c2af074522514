<?php // installs WordPress, and writes two posts, whose addresses it prints
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => parse_url(getenv('WP_ADDRESS'), PHP_URL_HOST), 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET'];
require getenv('WP_FOLDER') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Waiting', 'author', 'author@example.com', true, '', 'secret');
switch_theme('plain');
kses_remove_filters();
function post($title, $content) {
	$id = wp_insert_post(['post_title' => $title, 'post_status' => 'publish', 'post_author' => 1, 'post_content' => $content]);
	return getenv('WP_ADDRESS') . "/?p=$id";
}
$link = getenv('INFLIGHT') . '/?tasks=3s,1s';
echo json_encode([
	'link' => post('A link', "<!-- wp:embed {\"url\":\"$link\"} -->\n<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\n" .
		"$link\n</div></figure>\n<!-- /wp:embed -->"),
	'html' => post('Custom HTML', "<!-- wp:html -->\n" . getenv('SNIPPET') . "\n<!-- /wp:html -->"),
]);
